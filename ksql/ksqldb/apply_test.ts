import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { applyStatements, isUp, requireRunning, statesOf } from "./apply.ts";
import { STATEMENTS } from "./migrations.ts";

const query = (id: string, sink: string, source: string, state = "RUNNING") => ({
  id,
  state,
  sinks: [sink],
  statement: `… INTO ${sink} SELECT *\nFROM ${source} ${source}\nEMIT CHANGES;`,
});

Deno.test("statesOf() finds everything missing on an empty server", () => {
  assert.ok(statesOf(STATEMENTS, [], []).every(({ state }) => state === "MISSING"));
});

Deno.test("statesOf() tells the two queries into one stream apart by what they read", () => {
  const queries = [query("INSERTQUERY_9", "CUSTOMER_INFO", "FAILED_ORDERS", "ERROR")];
  const states = statesOf(STATEMENTS, ["CUSTOMER_INFO"], queries)
    .filter(({ statement }) => statement.stream === "CUSTOMER_INFO")
    .map(({ statement, state }) => [statement.kind, state]);
  assert.deepEqual(states, [["create", "MISSING"], ["insert", "ERROR"]]);
});

Deno.test("statesOf() takes no stream's name for the beginning of another's", () => {
  const queries = [query("CSAS_ITEM_INFO_5", "ITEM_INFO", "ITEM_INFO_EXPLODED_OLD")];
  const item = statesOf(STATEMENTS, [], queries).find(({ statement }) => statement.stream === "ITEM_INFO");
  assert.equal(item?.state, "MISSING");
});

Deno.test("statesOf() does not hide a second query of a statement, which writes every row again", () => {
  const queries = [
    query("INSERTQUERY_9", "CUSTOMER_INFO", "FAILED_ORDERS"),
    query("INSERTQUERY_11", "CUSTOMER_INFO", "FAILED_ORDERS"),
  ];
  const state = statesOf(STATEMENTS, ["CUSTOMER_INFO"], queries).find(({ state }) => state !== "MISSING");
  assert.equal(state?.state, "TWICE");
  assert.ok(state !== undefined && !isUp(state));
});

const ADDRESS = { url: "http://127.0.0.1:8088" };

/** Runs work against a server that has these queries and may write nothing; gives what the work throws. */
async function failureOn(
  queries: readonly ReturnType<typeof query>[],
  work: () => Promise<void>,
): Promise<TindahanError> {
  const { fetch } = globalThis;
  const listed = queries.map(({ id, state, sinks, statement }) => ({
    id,
    state,
    sinks,
    queryString: statement,
  }));
  globalThis.fetch = async (request) => {
    const { ksql } = await (request as Request).json() as { ksql: string };
    const body = ksql === "SHOW STREAMS;"
      ? [{ streams: [{ name: "FINISHED_ORDERS" }, { name: "FAILED_ORDERS" }] }]
      : ksql === "SHOW QUERIES;"
      ? [{ queries: listed }]
      : { error_code: 40301, message: "Authorization denied to Write on topic(s): [customer_info]" };
    return new Response(JSON.stringify(body), { status: Array.isArray(body) ? 200 : 403 });
  };
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof TindahanError);
    return error;
  } finally {
    globalThis.fetch = fetch;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("applyStatements() tells which statement ksqlDB's account may not run, and whom to grant it", async () => {
  const error = await failureOn([], () => applyStatements(ADDRESS));
  assert.equal(error.code, "SERVICE_FAILED");
  assert.match(error.message, /V000002__customer_info\.sql:9: Authorization denied to Write/);
  assert.match(error.remedy, /account of the ksqlDB server/);
});

Deno.test("applyStatements() and requireRunning() end with a statement that runs twice", async () => {
  const twins = STATEMENTS.filter(({ source }) => source !== undefined).flatMap(({ stream, source }) => [
    query(`A_${stream}`, stream, source!),
    ...(stream === "ITEM_INFO" ? [query(`B_${stream}`, stream, source!)] : []),
  ]);
  for (const work of [() => applyStatements(ADDRESS), () => requireRunning(ADDRESS)]) {
    const error = await failureOn(twins, work);
    assert.equal(error.code, "SERVICE_FAILED");
    assert.match(error.message, /V000004__item_info\.sql:26 into ITEM_INFO runs twice/);
    assert.match(error.remedy, /--fresh/);
  }
});
