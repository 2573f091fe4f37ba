import assert from "node:assert/strict";
import { statesOf } from "./apply.ts";
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
