import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { secondsOf } from "../orders/local_time.ts";
import { centavosOf } from "../orders/money.ts";
import type { Order } from "../orders/order.ts";
import { ORDER_SCHEMAS } from "../orders/schemas.ts";
import { ORDER_TOPICS, topicOf } from "../orders/topics.ts";
import { GOLDEN_WORLD } from "../tests/golden_world.ts";
import { orderMaker, type Purchase } from "./order_maker.ts";
import { orderAt, shopChain } from "./shop_chain.ts";

function purchases(count: number): Purchase[] {
  const block = shopChain(GOLDEN_WORLD).take(count);
  return [...block.dates.keys()].map((n) => orderAt(block, n));
}

const ALL = purchases(1500);
const orders: readonly Order[] = ALL.map(orderMaker(GOLDEN_WORLD));

Deno.test("orderMaker() makes orders that satisfy the schema of their topic, in all topics", () => {
  const ajv = new Ajv({ strict: true });
  const checks = new Map(ORDER_TOPICS.map((topic) => [topic, ajv.compile(ORDER_SCHEMAS[topic])]));
  const seen = new Set<string>();
  for (const order of orders) {
    const topic = topicOf(order), check = checks.get(topic)!;
    assert.ok(check(order), `order ${order.order_id} in ${topic}: ${ajv.errorsText(check.errors)}`);
    seen.add(topic);
  }
  assert.equal(seen.size, ORDER_TOPICS.length);
});

Deno.test("orderMaker() makes the same order whoever asks, in any sequence", () => {
  const make = orderMaker(GOLDEN_WORLD);
  for (const [index, purchase] of ALL.entries().toArray().reverse()) {
    assert.deepEqual(make(purchase), orders[index]);
  }
});

Deno.test("orderMaker() takes number, date and customer from the purchase", () => {
  for (const [index, { id, date, customer }] of ALL.entries()) {
    const { order_id, order_date, customer_info } = orders[index]!;
    assert.deepEqual([order_id, secondsOf(order_date), customer_info.customer_id], [id, date, customer]);
  }
});

Deno.test("orderMaker() adds up: order_total is the sum of subtotals, item_variety the number of items", () => {
  for (const { item_info, item_variety, order_total } of orders) {
    assert.equal(
      centavosOf(order_total),
      item_info.reduce((sum, { subtotal }) => sum + centavosOf(subtotal), 0),
    );
    assert.equal(item_variety, item_info.length);
  }
});

Deno.test("orderMaker() writes the fields in the order of the seed", () => {
  const [order] = orders;
  assert.deepEqual(Object.keys(order!), [
    "order_id",
    "order_date",
    "customer_info",
    "payment_info",
    "shipping_info",
    "item_info",
    "item_variety",
    "order_total",
  ]);
  for (const { customer_info, payment_info, shipping_info } of orders) {
    assert.deepEqual(Object.keys(customer_info), [
      "customer_id",
      "customer_name",
      "company",
      "email",
      "street_address",
      "lgu",
      "provincial_code",
      "contact_number",
    ]);
    assert.deepEqual(Object.keys(payment_info), ["payment_status", "payment_method", "payment_date"]);
    assert.deepEqual(Object.keys(shipping_info), [
      "shipping_id",
      "express_shipping",
      "order_status",
      "shipped_date",
      "eta",
      "finished_date",
    ]);
  }
});
