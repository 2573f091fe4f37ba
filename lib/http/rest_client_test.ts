/** The answers of a server stand in for the network's; lost connections are worded as Deno does. */
import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import type { Call } from "./rest_client.ts";
import { restClient } from "./rest_client.ts";
import { isBusy, type RestServer } from "./rest_server.ts";

const SERVER: RestServer = {
  title: "the warehouse",
  address: { url: "http://host:1/base?key=hush", username: "maria", password: "hush" },
  notThis: "is no warehouse",
  remedies: { unreachable: "u", login: "l", right: "r", certificate: "c", notThis: "n" },
  // So wide that a machine under load changes nothing.
  limits: { attempt: 60_000, unreachable: 60_000, busy: 60_000 },
  isPassing: isBusy,
};
/** For servers that never give the answer. */
const SHORT = { limits: { attempt: 200, unreachable: 300, busy: 2000 } };
const GET: Call = { method: "GET", path: "/x" };
const ONCE: Call = { method: "POST", path: "/x", body: "{}", once: "an order" };

const REFUSED = lost(
  "error sending request for url (http://host:1/base/x?key=hush): client error (Connect): tcp connect error: " +
    "Connection refused (os error 111)",
);
const CLOSED = lost(
  "error sending request from 127.0.0.1:47470 for http://host:1/base/x?key=hush (127.0.0.1:1): " +
    "client error (SendRequest): connection closed before message completed",
);
const UNTRUSTED = lost("client error (Connect): invalid peer certificate: UnknownIssuer");

function lost(reason: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(reason) });
}

type Reply = Response | Error | "silence";

/** Puts replies in place of the network's, the last one for good; keeps the requests. */
async function answered(replies: readonly Reply[], work: () => Promise<unknown>) {
  const { fetch } = globalThis;
  const requests: Request[] = [], bodies: Promise<string>[] = [];
  globalThis.fetch = (input) => {
    const request = input as Request;
    const reply = replies[Math.min(requests.length, replies.length - 1)]!;
    requests.push(request);
    bodies.push(request.text());
    if (reply === "silence") {
      return new Promise((_, reject) =>
        request.signal.addEventListener("abort", () => reject(request.signal.reason))
      );
    }
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply.clone());
  };
  try {
    const result = await work().then((value) => ({ value }), (error) => ({ error }));
    return { requests, bodies, ...result as { value?: unknown; error?: unknown } };
  } finally {
    globalThis.fetch = fetch;
  }
}

function send(call: Call, changes: Partial<RestServer> = {}, signal?: AbortSignal) {
  return restClient({ ...SERVER, ...changes }, signal).send(call);
}

const ok = () => new Response('{"a":1}');
const busy = (status: number, headers = {}) => new Response("later", { status, headers });
const after = (value: string) => busy(429, { "retry-after": value });
/** A body that breaks off in the middle. */
function cut(): Response {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"a"')),
    pull: (controller) => controller.error(new TypeError("error reading a body from connection")),
  });
  const response = new Response(body);
  response.clone = cut;
  return response;
}

Deno.test("send() logs in, and keeps the query of the base address behind the path", async () => {
  const { requests: [request] } = await answered([ok()], () => send({ ...GET, path: "/x?a=1" }));
  assert.equal(request!.url, "http://host:1/base/x?key=hush&a=1");
  assert.equal(request!.headers.get("authorization"), `Basic ${btoa("maria:hush")}`);
});

Deno.test("send() asks again after a lost connection, a body that breaks off, and what will pass", async () => {
  const passing = [408, 425, 429, 500, 502, 503, 504].map((status) => busy(status));
  for (const reply of [REFUSED, CLOSED, cut(), ...passing]) {
    const { requests, value } = await answered([reply, ok()], () => send(GET));
    assert.equal(requests.length, 2);
    assert.equal((value as { text: string }).text, '{"a":1}');
  }
});

Deno.test("send() sends the same body with each attempt", async () => {
  const call: Call = { method: "PUT", path: "/x", body: "wares" };
  const { bodies } = await answered([CLOSED, busy(503), ok()], () => send(call));
  assert.deepEqual(await Promise.all(bodies), ["wares", "wares", "wares"]);
});

Deno.test("send() asks again where the server let an attempt wait too long", async () => {
  const limits = { attempt: 20, unreachable: 60_000, busy: 60_000 };
  const { requests, error } = await answered(["silence", "silence", ok()], () => send(GET, { limits }));
  assert.equal(error, undefined);
  assert.equal(requests.length, 3);
});

Deno.test("send() waits as long as Retry-After says, in seconds and as a date", async () => {
  // A date has no fractions of a second.
  const values = [[() => "1", 1000], [() => new Date(Date.now() + 1500).toUTCString(), 400]] as const;
  for (const [value, least] of values) {
    const start = performance.now();
    const { error } = await answered([after(value()), ok()], () => send(GET));
    assert.equal(error, undefined);
    assert.ok(performance.now() - start >= least, value());
  }
});

Deno.test("send() gives up at once where the server asks for more time than there is", async () => {
  const { requests, value } = await answered([after("36000"), ok()], () => send(GET));
  assert.equal(requests.length, 1);
  assert.equal((value as { status: number }).status, 429);
});

Deno.test("send() gives back the last answer of a server that stays busy, and any other refusal at once", async () => {
  const limits = { ...SERVER.limits, busy: 1500 };
  const { requests, value } = await answered([busy(503)], () => send(GET, { limits }));
  assert.equal((value as { status: number }).status, 503);
  assert.ok(requests.length > 1);
  for (const status of [302, 400, 404, 409, 501]) {
    const { requests, value } = await answered([busy(status)], () => send({ ...GET, redirect: "manual" }));
    assert.equal((value as { status: number }).status, status);
    assert.equal(requests.length, 1);
  }
});

Deno.test("send() does not ask without a pause where Retry-After is no time at all", async () => {
  const limits = { ...SERVER.limits, busy: 200 };
  const { requests } = await answered([after("0")], () => send(GET, { limits }));
  assert.ok(requests.length <= 11, String(requests.length));
});

Deno.test("send() says UNREACHABLE with the reason and without any secret", async () => {
  for (const reply of [REFUSED, CLOSED, cut(), "silence"] as const) {
    const { error } = await answered([reply], () => send(GET, SHORT));
    assert.ok(error instanceof TindahanError && error.code === "UNREACHABLE", String(error));
    assert.match(
      error.message,
      /^the warehouse at http:\/\/host:1\/base does not answer: .*(refused|closed|reading a body|within 0\.2 s)/,
    );
    assert.doesNotMatch(error.message, /hush/);
  }
});

Deno.test("send() sends what must not run twice again only where the first one was never sent", async () => {
  for (const reply of [CLOSED, cut(), "silence"] as const) {
    const { requests, error } = await answered([reply, ok()], () => send(ONCE, SHORT));
    assert.equal(requests.length, 1);
    assert.ok(error instanceof TindahanError && error.code === "UNREACHABLE", String(error));
    assert.match(error.message, /was lost before it told what became of an order/);
  }
  const { requests, error } = await answered([REFUSED, ok()], () => send(ONCE));
  assert.equal(error, undefined);
  assert.equal(requests.length, 2);
});

Deno.test("send() asks no server again whose certificate is not accepted", async () => {
  const { requests, error } = await answered([UNTRUSTED], () => send(GET));
  assert.ok(error instanceof TindahanError && error.code === "ACCESS_DENIED", String(error));
  assert.match(error.message, /^no encrypted connection to the warehouse at .*UnknownIssuer$/);
  assert.equal(requests.length, 1);
});

Deno.test("send() ends at once with the signal's reason, in an attempt and in a wait", async () => {
  const limits = { attempt: 60_000, unreachable: 60_000, busy: 60_000 };
  for (const reply of ["silence", after("30"), REFUSED] as const) {
    const controller = new AbortController(), reason = new Error("Ctrl-C");
    const { error } = await answered([reply], async () => {
      const sent = send(GET, { limits }, controller.signal);
      setTimeout(() => controller.abort(reason));
      await sent;
    });
    assert.equal(error, reason);
  }
  const { requests, error } = await answered(
    [ok()],
    () => send(GET, {}, AbortSignal.abort(new Error("before"))),
  );
  assert.match(String(error), /before/);
  assert.equal(requests.length, 0);
});

Deno.test("send() passes on what is no failure of the connection", async () => {
  const fault = new Deno.errors.NotCapable("no net access");
  const { error } = await answered([fault], () => send(GET));
  assert.equal(error, fault);
});
