import assert from "node:assert/strict";
import { staleWhileRevalidate } from "./poller.ts";

Deno.test("staleWhileRevalidate() gives the answer that came in time", async () => {
  let asked = 0;
  const count = staleWhileRevalidate(() => Promise.resolve(++asked), 0, 1000);
  assert.deepEqual(await count(), { answer: 1, late: false });
  assert.deepEqual(await count(), { answer: 2, late: false });
});

Deno.test("staleWhileRevalidate() gives the last answer while a question is open, and asks no second one meanwhile", async () => {
  const answers = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  let asked = 0;
  const count = staleWhileRevalidate(() => answers[asked++]!.promise, 0, 5);
  assert.deepEqual(await count(), { answer: 0, late: true });
  assert.deepEqual(await count(), { answer: 0, late: true });
  assert.equal(asked, 1);
  answers[0]!.resolve(7);
  assert.deepEqual(await count(), { answer: 7, late: false });
  assert.deepEqual(await count(), { answer: 7, late: true });
  assert.equal(asked, 2);
});

Deno.test("staleWhileRevalidate() passes a failure on, also one that comes late", async () => {
  const { promise, reject } = Promise.withResolvers<number>();
  const count = staleWhileRevalidate(() => promise, 0, 5);
  assert.deepEqual(await count(), { answer: 0, late: true });
  reject(new Error("gone"));
  await promise.catch(() => {});
  await assert.rejects(count(), /gone/);
});

Deno.test("staleWhileRevalidate() waits for nothing any more once the signal is aborted", async () => {
  const stop = new AbortController();
  const count = staleWhileRevalidate(() => new Promise<number>(() => {}), 0, 60_000, stop.signal);
  const answer = count();
  stop.abort();
  assert.deepEqual(await answer, { answer: 0, late: true });
});
