import assert from "node:assert/strict";
import { answers } from "./health.ts";

/** Puts a reply in place of the network's. */
async function asked(reply: (request: Request) => Promise<Response>, ...args: Parameters<typeof answers>) {
  const { fetch } = globalThis;
  globalThis.fetch = (request) => reply(request as Request);
  try {
    return await answers(...args);
  } finally {
    globalThis.fetch = fetch;
  }
}

const URL = "http://host/health";
const status = (status: number) => () => Promise.resolve(new Response("OK", { status }));
const silence = ({ signal }: Request) =>
  new Promise<Response>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

Deno.test("answers() holds for success alone, or for the answer that is asked for", async () => {
  assert.equal(await asked(status(200), URL), true);
  assert.equal(await asked(status(503), URL), false);
  assert.equal(await asked(status(200), URL, { isRight: ({ text }) => text === "fine" }), false);
  assert.equal(await asked(() => Promise.reject(new TypeError("fetch failed")), URL), false);
});

Deno.test("answers() waits no longer than its timeout, and not at all once the signal is aborted", async () => {
  assert.equal(await asked(silence, URL, { timeout: 10 }), false);
  const controller = new AbortController();
  setTimeout(() => controller.abort());
  assert.equal(await asked(silence, URL, { timeout: 60_000, signal: controller.signal }), false);
});
