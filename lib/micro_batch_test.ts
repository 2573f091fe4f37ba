import assert from "node:assert/strict";
import { microBatch } from "./micro_batch.ts";

Deno.test("microBatch() does in one call what is asked for in the same turn", async () => {
  const calls: (readonly number[])[] = [];
  const ask = microBatch<number>((items) => {
    calls.push(items);
    return Promise.resolve();
  });
  await Promise.all([ask(1), ask(2), ask(3)]);
  await ask(4);
  assert.deepEqual(calls, [[1, 2, 3], [4]]);
});

Deno.test("microBatch() gathers while a call runs, and never runs two at once", async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const started = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const calls: (readonly number[])[] = [];
  const ask = microBatch<number>(async (items) => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    calls.push(items);
    started[calls.length - 1]!.resolve();
    await gate.promise;
  });
  const first = ask(1);
  await started[0]!.promise;
  const others = Promise.all([ask(2), ask(3)]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(calls, [[1]]);
  gates[0]!.resolve();
  await first;
  await started[1]!.promise;
  gates[1]!.resolve();
  await others;
  assert.deepEqual(calls, [[1], [2, 3]]);
});

Deno.test("microBatch() rejects for the items of the failed call, and goes on with the next", async () => {
  const ask = microBatch<number>(([item]) =>
    item === 1 ? Promise.reject(new Error("no")) : Promise.resolve()
  );
  const first = ask(1);
  await assert.rejects(first, /no/);
  await ask(2);
});
