/** What servers with a REST API may do to a request, each client against a server of the test's own. */
import assert from "node:assert/strict";
import { databaseAt } from "../../lib/settings/database_address.ts";
import { deleteSubjects, schemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { applyStatements, dropStatements, requireRunning } from "../../ksql/ksqldb/apply.ts";
import { listQueries } from "../../ksql/ksqldb/ksqldb_rest.ts";
import type { HttpAddress } from "../../lib/http/http_address.ts";
import { connectAddress, ksqldbAddress, registryAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import { connectorStatus, putConnector } from "../../sinks/connect/connect_rest.ts";
import { deleteConnectors, startConnectSink } from "../../sinks/connect/connect_sink.ts";
import { watchConnectSink } from "../../sinks/connect/connect_watch.ts";
import { openRestApi } from "../../superset/rest_api.ts";
import { logIn } from "../../superset/session.ts";

const json = (body: unknown, status = 200, headers = {}) => Response.json(body, { status, headers });
/** User and password of a request. */
const loginIn = ({ headers }: Request) => {
  const [kind, code] = (headers.get("authorization") ?? "").split(" ");
  return kind === "Basic" ? atob(code!) : "";
};

type Client = (address: HttpAddress, signal?: AbortSignal) => Promise<unknown>;

/** Each client by one question, and the server's good answer to it. */
const CLIENTS: Readonly<Record<string, { readonly ask: Client; readonly good: () => Response }>> = {
  registry: {
    ask: (address, signal) => schemaRegistry(address, signal).register("s-value", "AVRO", {}),
    good: () => json({ id: 7 }),
  },
  connect: {
    ask: (address, signal) => connectorStatus(address, "c", signal),
    good: () => json({ connector: { state: "RUNNING" }, tasks: [{ state: "RUNNING" }] }),
  },
  ksqldb: {
    ask: (address, signal) => listQueries(address, signal),
    good: () => json([{ queries: [] }]),
  },
  "superset's API": {
    ask: (address, signal) => openRestApi(address, { token: "t" }, signal),
    good: () => json({ result: "token" }),
  },
  "superset's pages": {
    ask: (address, signal) => logIn(address, { administrator: "a", password: "p" }, signal),
    good: () => new Response("", { status: 302, headers: { location: "/superset/welcome/" } }),
  },
};

/** A server that answers with the first reply, then the next ones, the last one for good. */
function serverWith(...replies: ((request: Request) => Response | Promise<Response>)[]) {
  const requests: { readonly url: string; readonly login: string }[] = [];
  const stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} };
  const server = Deno.serve(options, (request) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)]!;
    requests.push({ url: request.url, login: loginIn(request) });
    return reply(request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    // A request without an answer would keep a polite shutdown waiting.
    [Symbol.dispose]: () => stop.abort(),
  };
}

/** A server that cuts its first answer off in the middle of the body. */
function cuttingServer(
  good: () => Response,
): { readonly url: string; readonly asked: () => number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let asked = 0;
  const answer = async (connection: Deno.TcpConn) => {
    await connection.read(new Uint8Array(65_536));
    const response = good(), body = await response.text();
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const length = new TextEncoder().encode(body).length;
    const whole =
      `HTTP/1.1 ${response.status} OK\r\n${head}content-length: ${length}\r\nconnection: close\r\n\r\n${body}`;
    const cut = `HTTP/1.1 200 OK\r\ncontent-length: 99\r\nconnection: close\r\n\r\n{"i`;
    await connection.write(new TextEncoder().encode(asked++ === 0 ? cut : whole));
    connection.close();
  };
  (async () => {
    for await (const connection of listener) answer(connection).catch(() => {});
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    asked: () => asked,
    [Symbol.dispose]: () => listener.close(),
  };
}

/** A port on which nobody listens. */
function unusedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

async function failureOf(work: Promise<unknown>): Promise<TindahanError> {
  const error = await work.then(() => undefined, (error) => error);
  assert.ok(error instanceof TindahanError, `a TindahanError, not ${error}`);
  return error;
}

for (const [name, { ask, good }] of Object.entries(CLIENTS)) {
  Deno.test(`${name}: 429 is waited for as long as the server asks`, async () => {
    using server = serverWith(() => json({}, 429, { "retry-after": "1" }), good);
    const start = performance.now();
    await ask(server);
    assert.ok(performance.now() - start >= 1000);
    assert.ok(server.requests.length >= 2);
  });

  Deno.test(`${name}: an answer that breaks off in the middle of its body is asked for again`, async () => {
    using server = cuttingServer(good);
    await ask(server);
    assert.ok(server.asked() >= 2);
  });

  Deno.test(`${name}: the query of the base address stays behind the path`, async () => {
    using server = serverWith(good);
    await ask({ url: `${server.url}/base?tenant=x` });
    for (const { url } of server.requests) {
      const { pathname, searchParams } = new URL(url);
      assert.match(pathname, /^\/base\/./);
      assert.equal(searchParams.get("tenant"), "x");
    }
  });

  Deno.test(`${name}: the signal ends the wait for a busy server and for a silent one with its reason`, async () => {
    const busy = () => json({}, 429, { "retry-after": "20" });
    const silence = () => new Promise<Response>(() => {});
    for (const reply of [busy, silence]) {
      const controller = new AbortController(), reason = new Error("Ctrl-C");
      using server = serverWith(() => {
        setTimeout(() => controller.abort(reason));
        return reply();
      });
      await assert.rejects(ask(server, controller.signal), reason);
    }
  });
}

Deno.test("no server that is away has the secret of its address told", async () => {
  const url = `http://key:hush@127.0.0.1:${unusedPort()}/base?code=hush`;
  const env = (name: string) => ({ get: (asked: string) => asked === name ? url : undefined });
  const addresses = {
    registry: registryAddress(env("SCHEMA_REGISTRY_URL"))!,
    connect: connectAddress(env("CONNECT_URL"))!,
    ksqldb: ksqldbAddress(env("KSQLDB_URL"))!,
  };
  const failures = await Promise.all([
    ...Object.entries(addresses).map(([name, address]) => failureOf(CLIENTS[name]!.ask(address))),
    // A password that came with the address anyhow.
    failureOf(CLIENTS["superset's API"]!.ask({ url })),
    failureOf(CLIENTS["superset's pages"]!.ask({ url })),
  ]);
  for (const { code, message, remedy } of failures) {
    assert.equal(code, "UNREACHABLE");
    assert.doesNotMatch(`${message} ${remedy}`, /hush/);
    assert.match(message, /does not answer: .*refused/);
  }
});

Deno.test("registry, Connect and ksqlDB log in as the user of their address", async () => {
  for (const name of ["registry", "connect", "ksqldb"]) {
    const { ask, good } = CLIENTS[name]!;
    using server = serverWith(good);
    await ask({ url: server.url, username: "key", password: "s:cret" });
    assert.ok(server.requests.every(({ login }) => login === "key:s:cret"), name);
    using closed = serverWith(() => json({ message: "Unauthorized" }, 401));
    const { code, message } = await failureOf(ask({ url: closed.url, username: "key", password: "s:cret" }));
    assert.equal(code, "ACCESS_DENIED");
    assert.match(message, /refused the user name 'key'/);
  }
});

Deno.test("the registry's 409 and 422 alone advise to delete the subject or to start anew", async () => {
  const cases = [
    [409, "BAD_DATA", true],
    [422, "BAD_DATA", true],
    [400, "BAD_DATA", false],
    [404, "UNREACHABLE", false],
    [413, "BAD_DATA", false],
    [501, "BAD_DATA", false],
  ] as const;
  for (const [status, code, advised] of cases) {
    using server = serverWith(() => json({ error_code: status, message: "no" }, status));
    const failure = await failureOf(CLIENTS["registry"]!.ask(server));
    assert.equal(failure.code, code, String(status));
    assert.equal(/--fresh/.test(failure.remedy), advised, `${status}: ${failure.remedy}`);
  }
  using busy = serverWith(() => json({ message: "slow down" }, 429, { "retry-after": "3600" }));
  const failure = await failureOf(deleteSubjects(busy, ["s-value"]));
  assert.equal(failure.code, "UNREACHABLE");
  assert.match(failure.message, /slow down/);
  assert.doesNotMatch(failure.remedy, /--fresh/);
});

Deno.test("putConnector() keeps the passwords of a config to itself when the worker repeats them", async () => {
  const secrets = { "connection.password": "hush", "value.converter.basic.auth.user.info": "key:psst" };
  using server = serverWith(
    () => json({}, 404),
    async (request) =>
      json({ message: `Invalid values: ${Object.values(await request.json()).join(", ")}` }, 400),
  );
  const { code, message } = await failureOf(putConnector(server, "c", { ...secrets, topics: "order_info" }));
  assert.equal(code, "SERVICE_FAILED");
  assert.match(message, /Invalid values: \*\*\*, \*\*\*, order_info/);
});

Deno.test("putConnector() waits while the workers rebalance", async () => {
  using server = serverWith(
    () => json({}, 404),
    () =>
      json(
        { error_code: 409, message: "Cannot complete request momentarily due to stale configuration" },
        409,
      ),
    () => json({ name: "c" }, 201),
  );
  await putConnector(server, "c", { topics: "order_info" });
  assert.equal(server.requests.length, 3);
});

/** Every wait for a server that never gets ready, and a server that keeps it waiting. */
const WAITS: Readonly<Record<string, [Client, (request: Request) => Response | Promise<Response>]>> = {
  "applyStatements()": [
    (address, signal) => applyStatements(address, { signal }),
    async (request) => {
      if (new URL(request.url).pathname !== "/ksql") return json({ status: "QUEUED" });
      const { ksql } = await request.json();
      if (ksql === "SHOW STREAMS;") return json([{ streams: [] }]);
      if (ksql === "SHOW QUERIES;") return json([{ queries: [] }]);
      return json([{ commandId: "stream/X/create", commandStatus: { status: "QUEUED" } }]);
    },
  ],
  "dropStatements()": [(address, signal) => dropStatements(address, { signal }), () => json({}, 503)],
  "requireRunning()": [(address, signal) => requireRunning(address, signal), () => json({}, 503)],
  "startConnectSink()": [
    (address, signal) =>
      startConnectSink(
        address,
        { database: databaseAt("postgres://u@h/d"), registry: { url: "http://r" } },
        signal,
      ),
    ({ method }) => method === "PUT" ? json({}) : json({ connector: { state: "UNASSIGNED" }, tasks: [] }),
  ],
  "deleteConnectors()": [(address, signal) => deleteConnectors(address, signal), () => json({}, 409)],
  "deleteSubjects()": [(address, signal) => deleteSubjects(address, ["s"], signal), () => json({}, 503)],
};

for (const [name, [wait, reply]] of Object.entries(WAITS)) {
  Deno.test(`${name} ends at once with the signal's reason`, async () => {
    const controller = new AbortController(), reason = new Error("Ctrl-C");
    let requests = 0;
    using server = serverWith((request) => {
      // By then it waits.
      if (++requests === 5) controller.abort(reason);
      return reply(request);
    });
    await assert.rejects(wait(server, controller.signal), reason);
  });
}

Deno.test("watchConnectSink() ends without a failure when the signal is aborted in the middle of a request", async () => {
  const controller = new AbortController();
  using server = serverWith(() => {
    controller.abort();
    return json({}, 503);
  });
  await watchConnectSink(server, controller.signal);
});
