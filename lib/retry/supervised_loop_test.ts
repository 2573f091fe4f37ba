import assert from "node:assert/strict";
import { superviseLoop } from "./supervised_loop.ts";

const passing = new Error("lost"), lasting = new Error("for good");
const isRetryable = (error: unknown) => error === passing;
const never = new AbortController().signal;

Deno.test("superviseLoop() starts over after a failure that this can mend, and reports the first one", async () => {
  let starts = 0;
  const told: unknown[] = [];
  const result = await superviseLoop(() => ++starts < 3 ? Promise.reject(passing) : Promise.resolve("done"), {
    isRetryable,
    signal: never,
    onTrouble: (error) => told.push(error),
  });
  assert.deepEqual([result, starts, told], ["done", 3, [passing]]);
});

Deno.test("superviseLoop() throws what starting over cannot mend", async () => {
  await assert.rejects(
    superviseLoop(() => Promise.reject(lasting), { isRetryable, signal: never }),
    /for good/,
  );
});

Deno.test("superviseLoop() does not start over once its signal is aborted", async () => {
  const stop = new AbortController();
  let starts = 0;
  const result = await superviseLoop(() => {
    starts++;
    stop.abort();
    return Promise.reject(passing);
  }, { isRetryable, signal: stop.signal });
  assert.deepEqual([result, starts], [undefined, 1]);
});

Deno.test("superviseLoop() does not start at all when its signal is aborted", async () => {
  const run = () => Promise.reject(new Error("must not run"));
  assert.equal(await superviseLoop(run, { isRetryable, signal: AbortSignal.abort() }), undefined);
});

Deno.test("superviseLoop() throws the failure after which it is aborted, where that is asked for", async () => {
  const stop = new AbortController();
  const run = () => {
    stop.abort();
    return Promise.reject(passing);
  };
  await assert.rejects(superviseLoop(run, { isRetryable, signal: stop.signal, throwOnAbort: true }), /lost/);
});
