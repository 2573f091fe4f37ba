import assert from "node:assert/strict";
import type { LocalSeconds } from "../orders/local_time.ts";
import { ratesOf, type Snapshot, surplus, totalsOf, unfinished } from "./snapshot.ts";

const idle = { lag: 0, counts: {} };
const now = 1_800_000_000 as LocalSeconds;

/** Ten orders: five finished and one failed in the shop, three delivered and one timed out by the processors. */
function drained(): Snapshot {
  return {
    at: 10_000,
    world: { version: 1, seed: 1, from: now, now, scale: 1 },
    position: {
      orders: 10,
      date: now,
      counts: {
        unpaid_orders: 2,
        paid_orders: 2,
        finished_orders: 5,
        item_info: 15,
        failed_orders: 1,
        failed_item_info: 2,
      },
    },
    consumers: {
      payment: { lag: 0, counts: { paid_orders: 1, failed_orders: 1, failed_item_info: 3 } },
      shipping: { lag: 0, counts: { shipped_orders: 3 } },
      delivery: { lag: 0, counts: { finished_orders: 3, item_info: 9 } },
      splice: idle,
      sink: idle,
    },
    rows: {
      customer_info: 7,
      order_info: 8,
      item_info: 24,
      failed_order_info: 2,
      failed_item_info: 5,
      sku_info: 55,
    },
    customersMissing: 0,
  };
}

Deno.test("totalsOf() adds what the shop and the processors wrote to a topic", () => {
  assert.deepEqual(totalsOf(drained()), {
    unpaid_orders: 2,
    paid_orders: 3,
    shipped_orders: 3,
    finished_orders: 8,
    item_info: 24,
    failed_orders: 2,
    failed_item_info: 5,
  });
});

Deno.test("unfinished() is empty when every order stands in PostgreSQL", () => {
  assert.deepEqual(unfinished(drained()), []);
});

Deno.test("unfinished() names each thing that is not done yet", () => {
  const good = drained();
  const consumers = { ...good.consumers, splice: { lag: 4, counts: {} } };
  assert.deepEqual(unfinished({ ...good, consumers }), ["splice: 4 behind"]);
  assert.deepEqual(unfinished({ ...good, rows: { ...good.rows, item_info: 23 } }), ["item_info: 23 of 24"]);
  assert.deepEqual(unfinished({ ...good, customersMissing: 1 }), ["customer_info: 1 customers missing"]);
});

Deno.test("unfinished() is not fooled by a delivery that has not begun, though nobody lags", () => {
  const good = drained();
  const consumers = { ...good.consumers, delivery: idle };
  assert.deepEqual(unfinished({ ...good, consumers })[0], "finished and failed orders: 7 of 10");
});

Deno.test("surplus() finds rows that no order accounts for, and orders that the shop did not sell", () => {
  const good = drained();
  assert.deepEqual(surplus(good), []);
  const rows = { ...good, rows: { ...good.rows, order_info: 9, failed_item_info: 7 } };
  assert.deepEqual(surplus(rows), ["order_info: 9 where 8 belong", "failed_item_info: 7 where 5 belong"]);
  assert.deepEqual(unfinished(rows), []);
  const orders = { ...good, position: { ...good.position!, orders: 9 } };
  assert.deepEqual(surplus(orders), ["finished and failed orders: 10 where 9 belong"]);
  assert.deepEqual(unfinished(orders), []);
});

Deno.test("surplus() is empty while something is missing only", () => {
  const good = drained();
  assert.deepEqual(surplus({ ...good, rows: { ...good.rows, item_info: 23 } }), []);
});

Deno.test("ratesOf() divides by the time between two snapshots, and is 0 without any", () => {
  const after = drained();
  const before = { ...after, at: 8000, position: { ...after.position!, counts: {} } };
  assert.equal(ratesOf(before, after).finished_orders, 2.5);
  assert.equal(ratesOf(after, after).finished_orders, 0);
});
