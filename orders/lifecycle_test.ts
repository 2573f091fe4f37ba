import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { lifecycle } from "./lifecycle.ts";
import { type LocalSeconds, plus, secondsOf } from "./local_time.ts";
import type { OrderId } from "./order.ts";
import { topicOf } from "./topics.ts";

const carryOn = lifecycle({ seed: 8 });
const orders = fc.integer({ min: 1, max: 100_000 }).map((id) => ({
  ...sampleUnpaidOrder(id),
  order_id: id as OrderId,
}));
const eras = fc.constantFrom("past", "live" as const);

Deno.test("lifecycle() ends every order, in both topics of ended orders", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(orders, eras, (order, era) => void seen.add(topicOf(carryOn(order, era)))),
    { numRuns: 1000 },
  );
  assert.deepEqual([...seen].sort(), ["failed_orders", "finished_orders"]);
});

Deno.test("lifecycle() gives the same end to an order that stopped at any moment on its way", () => {
  fc.assert(
    fc.property(orders, eras, fc.integer({ min: 0, max: 30 * 86_400 }), (order, era, seconds) => {
      const until: LocalSeconds = plus(secondsOf(order.order_date), seconds);
      assert.deepEqual(carryOn(carryOn(order, era, until), era), carryOn(order, era));
    }),
    { numRuns: 1000 },
  );
});
