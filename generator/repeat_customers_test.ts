import assert from "node:assert/strict";
import { randomStream } from "../orders/random.ts";
import { customerChain } from "./repeat_customers.ts";

function customers(orders: number, seed: number): number[] {
  const next = customerChain(randomStream(seed, "test"));
  return Array.from({ length: orders }, () => next());
}

Deno.test("customerChain() numbers customers from 1 in the order of their first purchase", () => {
  let known = 0;
  for (const customer of customers(20_000, 1)) {
    assert.ok(customer >= 1 && customer <= known + 1, `customer ${customer} after ${known}`);
    known = Math.max(known, customer);
  }
});

Deno.test("customerChain() brings new customers only, until the pools are full", () => {
  const first = customers(20_000, 2).findIndex((customer, index) => customer !== index + 1);
  // 100 places, of which a newcomer takes one with 35 % + 65 % x 65 % = 77 %.
  assert.ok(first >= 100 && first < 250, `the first known customer came with order ${first + 1}`);
});

Deno.test("customerChain() serves a steady half of orders from known customers, and the oldest most", () => {
  const orders = customers(30_000, 3);
  const byCustomer = new Map<number, number>();
  for (const customer of orders) byCustomer.set(customer, (byCustomer.get(customer) ?? 0) + 1);
  const known = 1 - byCustomer.size / orders.length;
  assert.ok(known > 0.48 && known < 0.56, `known customers place ${known} of the orders`);
  const best = [...byCustomer].sort(([, a], [, b]) => b - a).slice(0, 10).map(([customer]) => customer);
  assert.ok(best.every((customer) => customer < 1000), `the ten best are ${best}`);
});
