import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import type { LocalSeconds } from "../orders/local_time.ts";
import { drainJudge } from "./drain.ts";
import type { Snapshot } from "./snapshot.ts";

const idle = { lag: 0, counts: {} };
const position = (orders: number) => ({ orders, date: 0 as LocalSeconds, counts: { failed_orders: orders } });
const look = (at: number, orders: number, stored: number): Snapshot => ({
  at,
  world: undefined,
  position: orders === 0 ? undefined : position(orders),
  consumers: { payment: idle, shipping: idle, delivery: idle, splice: idle, sink: idle },
  rows: {
    customer_info: 0,
    order_info: 0,
    item_info: 0,
    failed_order_info: stored,
    failed_item_info: 0,
    sku_info: 55,
  },
  customersMissing: 0,
});

Deno.test("drainJudge() is content when every committed order is stored", () => {
  assert.equal(drainJudge(position(5))(look(0, 5, 5)), true);
});

Deno.test("drainJudge() is not content with a snapshot that has not heard of the shop's last orders", () => {
  assert.equal(drainJudge(position(6))(look(0, 5, 5)), false);
});

Deno.test("drainJudge() gives up when the shop's last orders are never heard of", () => {
  const judge = drainJudge(position(6));
  assert.equal(judge(look(0, 5, 5)), false);
  assert.throws(
    () => judge(look(180_001, 5, 5)),
    (error) => error instanceof TindahanError && /orders of the shop: 5 of 6/.test(error.message),
  );
});

Deno.test("drainJudge() is content with more orders than the shop had sold when it was asked", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge(look(0, 6, 5)), false);
  assert.equal(judge(look(1, 6, 6)), true);
});

Deno.test("drainJudge() is content with a world in which nothing was ever sold", () => {
  assert.equal(drainJudge(undefined)(look(0, 0, 0)), true);
});

Deno.test("drainJudge() gives up only when nothing has moved for three minutes, and says what is missing", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge(look(0, 5, 1)), false);
  assert.equal(judge(look(170_000, 5, 2)), false);
  assert.equal(judge(look(340_000, 5, 2)), false);
  assert.throws(
    () => judge(look(350_001, 5, 2)),
    (error) => error instanceof TindahanError && /failed_order_info: 2 of 5/.test(error.message),
  );
});
