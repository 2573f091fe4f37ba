import assert from "node:assert/strict";
import { columnsOf } from "../../orders/row_columns.ts";
import type { FailedOrder, FinishedOrder } from "../../orders/order.ts";
import { topicOf } from "../../orders/topics.ts";
import { sampleEndedOrder } from "../../tests/ended_orders.ts";
import { outOfRangeIn, spliceFailed, spliceFinished } from "./splice.ts";

const samples = Array.from({ length: 400 }, (_, index) => sampleEndedOrder(index + 1));
const finished = samples.filter((order): order is FinishedOrder => topicOf(order) === "finished_orders");
const failed = samples.filter((order): order is FailedOrder => topicOf(order) === "failed_orders");

Deno.test("spliceFinished() gives one customer, one order and each item twice, under their keys", () => {
  for (const order of finished) {
    const id = String(order.order_id);
    assert.deepEqual(
      spliceFinished(order).map(({ topic, key }) => [topic, key]),
      [
        ["customer_info", String(order.customer_info.customer_id)],
        ["order_info", id],
        ...order.item_info.map(() => ["item_info_exploded", id]),
        ...order.item_info.map(({ sku }) => ["item_info", `${id}-${sku}`]),
      ],
    );
  }
});

Deno.test("spliceFailed() gives one customer, one failed order and its failed items, under their keys", () => {
  for (const order of failed) {
    const id = String(order.order_id);
    assert.deepEqual(
      spliceFailed(order).map(({ topic, key }) => [topic, key]),
      [
        ["customer_info", String(order.customer_info.customer_id)],
        ["failed_order_info", id],
        ...order.item_info.map(({ sku }) => ["failed_item_info", `${id}-${sku}`]),
      ],
    );
  }
});

Deno.test("a row has a value or null for each column of its topic, and no other field", () => {
  for (const { topic, row } of [...finished.flatMap(spliceFinished), ...failed.flatMap(spliceFailed)]) {
    const names = columnsOf(topic).map(([name]) => name).sort();
    assert.deepEqual(Object.keys(row).sort(), names);
    assert.ok(Object.values(row).every((value) => value !== undefined));
  }
});

Deno.test("amounts become exact centavos: the items of an order still add up to it", () => {
  for (const order of finished) {
    const rows = spliceFinished(order);
    const items = rows.flatMap(({ topic, row }) => topic === "item_info" ? [row.subtotal] : []);
    const [total] = rows.flatMap(({ topic, row }) => topic === "order_info" ? [row.order_total] : []);
    assert.ok(items.every(Number.isInteger));
    assert.equal(items.reduce((sum, centavos) => sum + centavos, 0), total);
  }
});

Deno.test("a failed order leaves null what it never reached", () => {
  const rows = new Map(failed.map((order) => [order.shipping_info.order_status, spliceFailed(order)]));
  const timedOut = rows.get("Timed Out")?.find(({ topic }) => topic === "failed_order_info")?.row;
  assert.ok(timedOut !== undefined && "payment_date" in timedOut);
  const { payment_status, payment_method, payment_date, shipping_id, eta, shipped_date } = timedOut;
  assert.deepEqual(
    { payment_status, payment_method, payment_date, shipping_id, eta, shipped_date },
    {
      payment_status: false,
      payment_method: "Unpaid",
      payment_date: null,
      shipping_id: null,
      eta: null,
      shipped_date: null,
    },
  );
});

Deno.test("outOfRangeIn() finds nothing in the shop's own orders", () => {
  assert.ok(finished.length > 0 && failed.length > 0);
  assert.deepEqual(finished.map((order) => outOfRangeIn(spliceFinished(order))).filter(Boolean), []);
  assert.deepEqual(failed.map((order) => outOfRangeIn(spliceFailed(order))).filter(Boolean), []);
});

Deno.test("outOfRangeIn() names what satisfies the order's schema and still fits no column", () => {
  const order = finished[0]!;
  const outOfRange = (changes: object) => outOfRangeIn(spliceFinished({ ...order, ...changes })) ?? "";
  assert.match(outOfRange({ order_id: 2 ** 31 }), /^order_id is 2147483648.*integer.*\(order_info\)$/);
  assert.match(outOfRange({ order_date: "2021-02-30T00:00:00" }), /^order_date .*timestamp/);
  assert.match(outOfRange({ customer_info: { ...order.customer_info, lgu: "Manila\0" } }), /^lgu .*text/);
  assert.match(outOfRange({ order_total: 1e10 }), /^order_total .*numeric/);
  assert.match(
    outOfRange({ item_info: [{ ...order.item_info[0], quantity: 40_000 }] }),
    /^quantity is 40000.*smallint.*\(item_info_exploded\)$/,
  );
});
