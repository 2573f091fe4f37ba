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

Deno.test("drainJudge() does not take rows of an earlier look for stored, and says what it waits for", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge({ ...look(0, 5, 5), rowsAreOld: true }), false);
  // Counts that come late now and then are no movement.
  assert.equal(judge(look(60_000, 5, 4)), false);
  assert.equal(judge({ ...look(120_000, 5, 4), rowsAreOld: true }), false);
  assert.equal(judge(look(180_000, 5, 4)), false);
  assert.throws(
    () => judge({ ...look(240_001, 5, 4), rowsAreOld: true }),
    (error) =>
      error instanceof TindahanError && error.code === "SERVICE_FAILED" &&
      /failed_order_info: 4 of 5, .*PostgreSQL.* lock/.test(error.message) &&
      /pg_stat_activity/.test(error.remedy),
  );
});

Deno.test("drainJudge() waits for a count that never comes no longer than for anything else", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge({ ...look(0, 5, 5), rowsAreOld: true }), false);
  assert.throws(() => judge({ ...look(180_001, 5, 5), rowsAreOld: true }), /lock/);
});

Deno.test("drainJudge() lets rows be ahead of the totals for a moment", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge(look(0, 5, 6)), false);
  assert.equal(judge(look(29_000, 5, 7)), false);
  assert.equal(judge(look(58_000, 7, 7)), true);
});

Deno.test("drainJudge() says soon that there is more than the world accounts for, and how to part the worlds", () => {
  const judge = drainJudge(position(5));
  assert.equal(judge(look(0, 5, 12)), false);
  assert.throws(
    () => judge(look(30_001, 5, 12)),
    (error) =>
      error instanceof TindahanError && error.code === "OTHER_WORLD" &&
      /failed_order_info: 12 where 5 belong/.test(error.message) && /--fresh/.test(error.remedy) &&
      !/missing/.test(error.message),
  );
});

Deno.test("drainJudge() waits its whole time for what is missing, though something else is too many", () => {
  const judge = drainJudge(position(6));
  assert.equal(judge(look(0, 5, 12)), false);
  assert.equal(judge(look(100_000, 5, 12)), false);
  assert.throws(
    () => judge(look(180_001, 5, 12)),
    /orders of the shop: 5 of 6.*failed_order_info: 12 where 5/,
  );
});
