import assert from "node:assert/strict";
import { ksqldbSplice } from "./splice.ts";

Deno.test("ksqldbSplice() counts no rows: the shop and the processors have counted them with their orders", async () => {
  const { progress } = ksqldbSplice({ url: "http://127.0.0.1:8088" });
  assert.deepEqual(await progress(), { lag: 0, counts: {} });
});
