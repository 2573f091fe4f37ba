import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { ksqldbSplice, watchQueries } from "./splice.ts";

Deno.test("ksqldbSplice() counts no rows: the shop and the processors have counted them with their orders", async () => {
  const { progress } = ksqldbSplice({ url: "http://127.0.0.1:8088" });
  assert.deepEqual(await progress(), { lag: 0, counts: {} });
});

const away = new TindahanError("UNREACHABLE", "no answer", "start it");

Deno.test("watchQueries() waits for a server that is restarted, again and again", async () => {
  const stop = new AbortController();
  let looks = 0;
  await watchQueries(
    () => {
      looks++;
      if (looks === 40) stop.abort();
      return looks % 2 === 0 ? Promise.reject(away) : Promise.resolve();
    },
    stop.signal,
    0,
  );
  assert.equal(looks, 40);
});

Deno.test("watchQueries() ends at once with a query that does not run", async () => {
  const failed = new TindahanError("SERVICE_FAILED", "the query is in ERROR", "read the log");
  let looks = 0;
  const watching = watchQueries(
    () => {
      looks++;
      return Promise.reject(failed);
    },
    new AbortController().signal,
    0,
  );
  await assert.rejects(watching, failed);
  assert.equal(looks, 1);
});
