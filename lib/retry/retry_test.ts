import assert from "node:assert/strict";
import fc from "fast-check";
import { backoff, retry, waitUntil } from "./retry.ts";

const POLICY = { minDelay: 1, maxDelay: 4, timeout: 10_000 };

Deno.test("retry() tries again until an attempt succeeds", async () => {
  let attempts = 0;
  const result = await retry(
    () => ++attempts < 4 ? Promise.reject(new Error("not yet")) : Promise.resolve("done"),
    {
      policy: POLICY,
      isRetryable: () => true,
    },
  );
  assert.deepEqual([result, attempts], ["done", 4]);
});

Deno.test("retry() throws a failure that another attempt cannot mend, at once", async () => {
  let attempts = 0;
  const failing = () => {
    attempts++;
    return Promise.reject(new Error("for good"));
  };
  await assert.rejects(retry(failing, { policy: POLICY, isRetryable: () => false }), /for good/);
  assert.equal(attempts, 1);
});

Deno.test("retry() throws the last failure when the time is over", async () => {
  const policy = { minDelay: 50, maxDelay: 50, timeout: 0 };
  await assert.rejects(
    retry(() => Promise.reject(new Error("away")), { policy, isRetryable: () => true }),
    /away/,
  );
});

Deno.test("retry() ends its wait when the signal is aborted, with the signal's reason", async () => {
  const stop = new AbortController();
  const policy = { minDelay: 600_000, maxDelay: 600_000, timeout: Infinity };
  const waiting = retry(() => Promise.reject(new Error("away")), {
    policy,
    isRetryable: () => true,
    signal: stop.signal,
    onRetry: () => queueMicrotask(() => stop.abort(new Error("Ctrl-C"))),
  });
  await assert.rejects(waiting, /Ctrl-C/);
});

Deno.test("backoff() doubles, never exceeds its limit, and lies in the upper half of its step", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: 1, max: 100 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (failures, minDelay, factor, random) => {
      const maxDelay = minDelay * factor;
      const wait = backoff(failures, { minDelay, maxDelay }, random);
      const step = Math.min(maxDelay, minDelay * 2 ** (failures - 1));
      assert.ok(wait >= step / 2 && wait <= step);
    },
  ));
});

Deno.test("waitUntil() tells whether the condition held in time", async () => {
  let looks = 0;
  assert.equal(await waitUntil(() => Promise.resolve(++looks === 3), { interval: 1, timeout: 10_000 }), true);
  assert.equal(await waitUntil(() => Promise.resolve(false), { interval: 1, timeout: 0 }), false);
});

Deno.test("waitUntil() ends with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  await assert.rejects(
    waitUntil(() => Promise.resolve(false), { interval: 1, timeout: 60_000, signal }),
    /Ctrl-C/,
  );
});
