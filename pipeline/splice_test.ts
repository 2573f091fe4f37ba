import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { STATEMENTS } from "../ksql/ksqldb/migrations.ts";
import { ksqldbSplice, requireOnlySplice, superviseQueries } from "./splice.ts";

Deno.test("ksqldbSplice() counts no rows: the shop and the processors have counted them with their orders", async () => {
  const { progress } = ksqldbSplice({ url: "http://127.0.0.1:8088" });
  assert.deepEqual(await progress(), { lag: 0, counts: {} });
});

const away = new TindahanError("UNREACHABLE", "no answer", "start it");

Deno.test("superviseQueries() waits for a server that is restarted, again and again", async () => {
  const stop = new AbortController();
  let checks = 0;
  await superviseQueries(
    () => {
      checks++;
      if (checks === 40) stop.abort();
      return checks % 2 === 0 ? Promise.reject(away) : Promise.resolve();
    },
    stop.signal,
    0,
  );
  assert.equal(checks, 40);
});

Deno.test("superviseQueries() ends at once with a query that does not run", async () => {
  const failed = new TindahanError("SERVICE_FAILED", "the query is in ERROR", "read the log");
  let checks = 0;
  const watching = superviseQueries(
    () => {
      checks++;
      return Promise.reject(failed);
    },
    new AbortController().signal,
    0,
  );
  await assert.rejects(watching, failed);
  assert.equal(checks, 1);
});

const KSQLDB = { url: "http://127.0.0.1:8088" };
/** A server with all streams, and one query in the given state. */
const states = (of: string) =>
  STATEMENTS.map((statement) => ({
    statement,
    state: statement.source === undefined ? "PRESENT" : statement.stream === "ITEM_INFO" ? of : "MISSING",
  }));

Deno.test("requireOnlySplice() lets the local splice work beside a ksqlDB server that has streams and no queries", () => {
  requireOnlySplice(states("MISSING"), KSQLDB);
});

Deno.test("requireOnlySplice() refuses a second splice, also beside queries that may go on", () => {
  for (const state of ["RUNNING", "PAUSED", "ERROR", "UNRESPONSIVE", "TWICE"]) {
    assert.throws(
      () => requireOnlySplice(states(state), KSQLDB),
      (error) =>
        error instanceof TindahanError && error.code === "BAD_CALL" &&
        error.message.includes(KSQLDB.url) && /--splice ksqldb.*deno task ksql drop/.test(error.remedy),
    );
  }
});
