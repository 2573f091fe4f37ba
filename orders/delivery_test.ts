import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { decideDelivery, deliverOrder, type DeliveryDecision } from "./delivery.ts";
import { DAY, HOUR, parseLocal, plus, secondsOf } from "./local_time.ts";
import type { PaidOrder, ShippedOrder } from "./order.ts";
import { applyPayment } from "./payment.ts";
import { randomStreams } from "./random.ts";
import { applyShipping } from "./shipping.ts";
import type { Era } from "./world.ts";

const SHIPPED = parseLocal("2025-12-30")!;
const ETA = plus(SHIPPED, 5 * DAY);
const SAMPLE = 30_000;

function decisions(era: Era, eta = ETA): DeliveryDecision[] {
  const streams = randomStreams(3, "delivery");
  return Array.from({ length: SAMPLE }, (_, n) => decideDelivery(SHIPPED, eta, era, streams(n + 1)));
}

for (
  const [era, shares] of [
    ["past", { Delivered: 0.97, Cancelled: 0.02, Returned: 0.01 }],
    ["live", { Delivered: 0.95, Cancelled: 0.035, Returned: 0.015 }],
  ] as const
) {
  Deno.test(`decideDelivery() spreads the outcomes of ${era} orders as the order model says`, () => {
    const all = decisions(era);
    for (const [outcome, share] of Object.entries(shares)) {
      const found = all.filter((decision) => decision.outcome === outcome).length / SAMPLE;
      const tolerance = 4 * Math.sqrt(share * (1 - share) / SAMPLE);
      assert.ok(Math.abs(found - share) < tolerance, `${outcome} ${found}, not ${share} ± ${tolerance}`);
    }
  });
}

Deno.test("decideDelivery() ends within 48 hours of the ETA; a live order at most 36 hours after it", () => {
  for (const [era, latest] of [["past", 48], ["live", 36]] as const) {
    const hours = decisions(era).map(({ at }) => (at - ETA) / HOUR);
    assert.ok(Math.min(...hours) >= -48 && Math.min(...hours) < -47.9, `earliest ${Math.min(...hours)}`);
    assert.ok(
      Math.max(...hours) <= latest && Math.max(...hours) > latest - 0.1,
      `latest ${Math.max(...hours)}`,
    );
  }
});

Deno.test("decideDelivery() never ends before the parcel left", () => {
  const soon = decisions("past", plus(SHIPPED, HOUR));
  assert.ok(soon.every(({ at }) => at >= SHIPPED));
  assert.ok(soon.some(({ at }) => at === SHIPPED), "some would have ended before");
});

Deno.test("deliverOrder() sets status and finished date and nothing else, and keeps the order of the fields", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.constantFrom<Era>("past", "live"), (number, era) => {
      const order = shippedOrder(number);
      const before = structuredClone(order);
      const after = deliverOrder(order, era, randomStreams(9, "delivery")(number));
      assert.deepEqual(order, before, "the order that came in is left alone");
      const { order_status, finished_date } = after.shipping_info;
      assert.deepEqual(after, {
        ...order,
        shipping_info: { ...order.shipping_info, order_status, finished_date },
      });
      assert.ok(secondsOf(finished_date) >= secondsOf(order.shipping_info.shipped_date));
      assert.deepEqual(Object.keys(after.shipping_info), Object.keys(order.shipping_info));
    }),
  );
});

function shippedOrder(number: number): ShippedOrder {
  const order = sampleUnpaidOrder(number);
  const at = secondsOf(order.order_date);
  const eta = plus(at, 3 * DAY + number * 60);
  const paid = applyPayment(order, { paid: true, at, atOnce: true, method: "Credit Card", eta }) as PaidOrder;
  return applyShipping(paid, { shipped: true, at: plus(at, 36 * HOUR) }) as ShippedOrder;
}
