import assert from "node:assert/strict";
import { parseLocal, plus } from "./local_time.ts";
import { addCounts, countsOfOrder, eraOf } from "./world.ts";

const now = parseLocal("2026-11-23")!;

Deno.test("eraOf() counts the moment of now itself to the past", () => {
  assert.equal(eraOf(now, { now }), "past");
  assert.equal(eraOf(plus(now, 1), { now }), "live");
});

Deno.test("addCounts() adds name by name and leaves its parts alone", () => {
  const part = { finished_orders: 1, item_info: 3 };
  assert.deepEqual(addCounts(part, { finished_orders: 2 }, {}), { finished_orders: 3, item_info: 3 });
  assert.deepEqual(part, { finished_orders: 1, item_info: 3 });
});

Deno.test("countsOfOrder() counts the items of ended orders only", () => {
  assert.deepEqual(countsOfOrder("finished_orders", 3), { finished_orders: 1, item_info: 3 });
  assert.deepEqual(countsOfOrder("failed_orders", 2), { failed_orders: 1, failed_item_info: 2 });
  assert.deepEqual(countsOfOrder("paid_orders", 2), { paid_orders: 1 });
});
