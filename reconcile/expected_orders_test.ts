import assert from "node:assert/strict";
import { type LocalSeconds, parseLocal } from "../orders/local_time.ts";
import type { Order } from "../orders/order.ts";
import { topicOf } from "../orders/topics.ts";
import type { World } from "../orders/world.ts";
import { regenerate } from "./expected_orders.ts";

const WORLD: World = {
  version: 1,
  seed: 1,
  from: parseLocal("2021-03-14T09:00:00") as LocalSeconds,
  now: parseLocal("2021-05-01") as LocalSeconds,
  scale: 1,
};

async function soldBy(world: World, sold: number): Promise<Order[]> {
  const orders: Order[] = [];
  await regenerate(world, sold, (block) => {
    orders.push(...block);
    return Promise.resolve();
  });
  return orders;
}

Deno.test("regenerate() ends each of the orders 1 to n once, history and live alike", async () => {
  const orders = await soldBy(WORLD, 3000);
  assert.deepEqual(
    orders.map(({ order_id }) => Number(order_id)),
    Array.from({ length: 3000 }, (_, n) => n + 1),
  );
  assert.deepEqual([...new Set(orders.map(topicOf))].sort(), ["failed_orders", "finished_orders"]);
  assert.ok(orders.at(-1)!.order_date > "2021-05-01");
});

Deno.test("regenerate() ends past orders alike, whether or not they were under way at now", async () => {
  const early = await soldBy(WORLD, 200);
  const later = await soldBy({ ...WORLD, now: parseLocal("2026-01-01") as LocalSeconds }, 200);
  assert.deepEqual(early, later);
});
