/** The bodies are those of the REST API's documentation and entity classes; no server is played. */
import assert from "node:assert/strict";
import { messageIn, queriesIn, streamsIn } from "./ksqldb_rest.ts";

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

Deno.test("messageIn() gives the server's words on one line, else the status", () => {
  const body = {
    "@type": "statement_error",
    error_code: 40001,
    message: "line 3:8: Syntax Error\n  Unknown statement 'SELEKT'",
    statementText: "…",
    entities: [],
  };
  assert.equal(messageIn(body, 400), "line 3:8: Syntax Error Unknown statement 'SELEKT'");
  assert.equal(messageIn("no object", 502), "status 502");
});
