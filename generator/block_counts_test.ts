import assert from "node:assert/strict";
import { ORDER_TOPICS } from "../orders/topics.ts";
import { addCounts, countsOfOrder } from "../orders/world.ts";
import { countsOfBlock } from "./block_counts.ts";

Deno.test("countsOfBlock() counts what its orders count, one by one", () => {
  const topics = Uint8Array.of(3, 3, 0, 4, 1, 2, 3), items = Uint8Array.of(2, 1, 5, 4, 1, 1, 7);
  const single = [...topics].map((topic, n) => countsOfOrder(ORDER_TOPICS[topic]!, items[n]!));
  assert.deepEqual(countsOfBlock({ topics, items }), addCounts(...single));
});

Deno.test("countsOfBlock() names no topic that has no order", () => {
  assert.deepEqual(countsOfBlock({ topics: Uint8Array.of(1), items: Uint8Array.of(3) }), { paid_orders: 1 });
  assert.deepEqual(countsOfBlock({ topics: new Uint8Array(), items: new Uint8Array() }), {});
});
