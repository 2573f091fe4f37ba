/** The bodies are those of the REST API's documentation and entity classes, lost connections are worded as Deno does. */
import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { StatementRefused } from "./ksqldb_client.ts";
import { execute, listQueries, queriesIn, streamsIn } from "./ksqldb_rest.ts";

const ADDRESS = { url: "http://127.0.0.1:8088", username: "maria", password: "secret" };
const INSERT = "INSERT INTO CUSTOMER_INFO SELECT * FROM FAILED_ORDERS EMIT CHANGES;";

/** What fetch says before a byte was sent, after that, and while the answer comes in. */
const REFUSED = lost(
  "error sending request for url (http://127.0.0.1:8088/ksql): client error (Connect): " +
    "tcp connect error: Connection refused (os error 111)",
);
const CLOSED = lost(
  "error sending request from 127.0.0.1:47470 for http://127.0.0.1:8088/ksql (127.0.0.1:8088): " +
    "client error (SendRequest): connection closed before message completed",
);
const CUT_SHORT = new TypeError("error reading a body from connection");

function lost(reason: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(reason) });
}

/** Puts answers in place of the network's, the last one for good; counts the requests. */
async function answered(answers: readonly (Response | Error)[], work: () => Promise<unknown>) {
  const { fetch } = globalThis;
  let requests = 0, error: unknown;
  globalThis.fetch = () => {
    const answer = answers[Math.min(requests++, answers.length - 1)]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer.clone());
  };
  try {
    await work();
  } catch (caught) {
    error = caught;
  } finally {
    globalThis.fetch = fetch;
  }
  return { requests, error };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const refusal = (status: number, error_code: number, message: string) =>
  json(status, { "@type": "generic_error", error_code, message });
const run = () => execute(ADDRESS, INSERT);
const ask = () => listQueries(ADDRESS);

Deno.test("execute() posts a statement once where it may have run: a second query would write every row twice", async () => {
  const cut = new Response(new ReadableStream({ pull: (controller) => controller.error(CUT_SHORT) }));
  cut.clone = () => cut;
  const silent = new DOMException("The operation was aborted due to timeout", "TimeoutError");
  const proxy = new Response("<html>upstream connect error</html>", { status: 503 });
  for (const answer of [CLOSED, lost("Connection reset by peer (os error 104)"), silent, cut, proxy]) {
    const { requests, error } = await answered([answer], run);
    assert.equal(requests, 1);
    assert.ok(error instanceof TindahanError && error.code === "UNREACHABLE", String(error));
    assert.match(error.remedy, /run the same command again/);
  }
});

Deno.test("execute() repeats a statement that never left, or that ksqlDB itself asks for again", async () => {
  const starting = refusal(503, 50302, "Server initializing");
  const { requests, error } = await answered([REFUSED, starting, json(200, [{}])], run);
  assert.equal(error, undefined);
  assert.equal(requests, 3);
});

Deno.test("listQueries() asks again, whatever became of the question", async () => {
  const proxy = new Response("<html>", { status: 503 });
  const { requests, error } = await answered([CLOSED, REFUSED, proxy, json(200, [QUERIES])], ask);
  assert.equal(error, undefined);
  assert.equal(requests, 4);
});

Deno.test("execute() tells why a server does not answer, in the words of the innermost cause", async () => {
  const { error } = await answered([CLOSED], run);
  assert.match(String(error), /127\.0\.0\.1:8088.*connection closed before message completed/);
});

Deno.test("execute() passes on what ksqlDB's own account may not do, and blames no password for it", async () => {
  const message = "The KSQL server is not permitted to execute the command\n" +
    "Caused by: Authorization denied to Write on topic(s): [customer_info]";
  const { error } = await answered([refusal(403, 40301, message)], run);
  assert.ok(error instanceof StatementRefused && error.isDenied);
  assert.match(
    error.message,
    /command Caused by: Authorization denied to Write on topic\(s\): \[customer_info\]$/,
  );
});

Deno.test("listQueries() takes a server that lacks a right for a ksqlDB server", async () => {
  const { error } = await answered([refusal(403, 40301, "Authorization denied to Describe")], ask);
  assert.ok(error instanceof TindahanError && error.code === "ACCESS_DENIED");
  assert.match(error.message, /127\.0\.0\.1:8088.*Authorization denied to Describe/);
  assert.doesNotMatch(error.remedy, /PASSWORD/);
});

Deno.test("execute() tells a wrong password from a user without a role", async () => {
  const cases: [Response, RegExp, RegExp][] = [
    [refusal(401, 40100, "Unauthorized"), /refused the user name 'maria'/, /KSQLDB_PASSWORD/],
    [new Response("", { status: 401 }), /refused the user name 'maria'/, /KSQLDB_PASSWORD/],
    [new Response("", { status: 403 }), /refused the user name 'maria'/, /KSQLDB_PASSWORD/],
    [refusal(403, 40300, "Forbidden"), /does not let 'maria' .*Forbidden/, /grant the user/],
  ];
  for (const [answer, problem, remedy] of cases) {
    const { error } = await answered([answer], run);
    assert.ok(error instanceof TindahanError && error.code === "ACCESS_DENIED", String(error));
    assert.match(error.message, problem);
    assert.match(error.remedy, remedy);
    assert.doesNotMatch(`${error.message} ${error.remedy}`, /secret/);
  }
});

const QUERIES = {
  "@type": "queries",
  statementText: "SHOW QUERIES;",
  queries: [{
    queryString:
      "CREATE STREAM CUSTOMER_INFO WITH (…) AS SELECT … FROM FINISHED_ORDERS FINISHED_ORDERS\nEMIT CHANGES;",
    sinks: ["CUSTOMER_INFO"],
    sinkKafkaTopics: ["customer_info"],
    id: "CSAS_CUSTOMER_INFO_3",
    statusCount: { RUNNING: 1 },
    queryType: "PERSISTENT",
    state: "RUNNING",
  }],
  warnings: [],
};

Deno.test("streamsIn() reads the names of SHOW STREAMS", () => {
  const entity = {
    "@type": "streams",
    statementText: "SHOW STREAMS;",
    streams: [{ type: "STREAM", name: "ORDER_INFO", topic: "order_info", valueFormat: "AVRO" }],
    warnings: [],
  };
  assert.deepEqual(streamsIn(entity), ["ORDER_INFO"]);
});

Deno.test("queriesIn() reads id, state, sinks and statement of SHOW QUERIES", () => {
  assert.deepEqual(queriesIn(QUERIES), [{
    id: "CSAS_CUSTOMER_INFO_3",
    state: "RUNNING",
    sinks: ["CUSTOMER_INFO"],
    statement: QUERIES.queries[0]!.queryString,
  }]);
});

Deno.test("queriesIn() takes the worst state where servers differ, and the older field where only that is there", () => {
  const [query] = QUERIES.queries;
  const stateOf = (changes: object) => queriesIn({ queries: [{ ...query, ...changes }] })[0]?.state;
  assert.equal(stateOf({ statusCount: { RUNNING: 1, ERROR: 1 } }), "ERROR");
  assert.equal(stateOf({ statusCount: {} }), "RUNNING");
});

Deno.test("streamsIn() and queriesIn() find nothing in the answer to another statement", () => {
  assert.deepEqual(streamsIn(QUERIES), []);
  assert.deepEqual(queriesIn({ "@type": "currentStatus" }), []);
});
