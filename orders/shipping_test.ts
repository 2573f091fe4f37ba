import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { DAY, HOUR, parseLocal, plus, secondsOf } from "./local_time.ts";
import type { OrderId, PaidOrder } from "./order.ts";
import { applyPayment } from "./payment.ts";
import { randomStreams } from "./random.ts";
import { applyShipping, decideShipping, shipOrder, type ShippingDecision, shippingIdOf } from "./shipping.ts";
import type { Era } from "./world.ts";

const PAID = parseLocal("2024-02-28T12:00:00")!;
const SAMPLE = 20_000;

function decisions(era: Era, express: boolean): ShippingDecision[] {
  const streams = randomStreams(2, "shipping");
  return Array.from({ length: SAMPLE }, (_, n) => decideShipping(PAID, express, era, streams(n + 1)));
}

function paidOrder(number: number): PaidOrder {
  const order = sampleUnpaidOrder(number);
  const at = secondsOf(order.order_date);
  const paid = { paid: true, at, atOnce: true, method: "Bank Transfer", eta: plus(at, 6 * DAY) } as const;
  return applyPayment(order, paid) as PaidOrder;
}

Deno.test("decideShipping() ships every past order, and cancels 5 % of the live ones", () => {
  assert.ok(decisions("past", true).every(({ shipped }) => shipped));
  const cancelled = decisions("live", false).filter(({ shipped }) => !shipped).length / SAMPLE;
  assert.ok(Math.abs(cancelled - 0.05) < 0.007, `cancelled ${cancelled}`);
});

Deno.test("decideShipping() takes 24-60 hours, 12-36 for express, plus minutes and seconds", () => {
  for (const [express, least, most] of [[true, 12, 36], [false, 24, 60]] as const) {
    for (const era of ["past", "live"] as const) {
      const hours = decisions(era, express).filter(({ shipped }) => shipped)
        .map(({ at }) => Math.floor((at - PAID) / HOUR));
      assert.deepEqual([Math.min(...hours), Math.max(...hours)], [least, most]);
    }
  }
});

Deno.test("decideShipping() lets customers cancel 6-54 hours after payment", () => {
  const hours = decisions("live", false).filter(({ shipped }) => !shipped).map(({ at }) =>
    (at - PAID) / HOUR
  );
  assert.ok(Math.min(...hours) >= 6 && Math.min(...hours) < 7, `least ${Math.min(...hours)}`);
  assert.ok(Math.max(...hours) <= 54 && Math.max(...hours) > 53, `most ${Math.max(...hours)}`);
});

Deno.test("shipOrder() changes the shipping of the order and nothing else, and keeps the order of the fields", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.constantFrom<Era>("past", "live"), (number, era) => {
      const order = paidOrder(number);
      const before = structuredClone(order);
      const after = shipOrder(order, era, randomStreams(9, "shipping")(number));
      assert.deepEqual(order, before, "the order that came in is left alone");
      assert.deepEqual({ ...after, shipping_info: order.shipping_info }, order);
      assert.deepEqual(Object.keys(after.shipping_info), Object.keys(order.shipping_info));
    }),
  );
});

Deno.test("applyShipping() gives a shipped order its number, a cancelled one a finished date and no number", () => {
  const order = paidOrder(7);
  const at = plus(secondsOf(order.payment_info.payment_date), 30 * HOUR);
  const { shipping_info: shipped } = applyShipping(order, { shipped: true, at });
  assert.equal(shipped.order_status, "Shipped");
  assert.equal(shipped.shipping_id, shippingIdOf(order.order_id));
  assert.equal(secondsOf(shipped.shipped_date!), at);
  assert.equal(shipped.finished_date, null);
  const { shipping_info: cancelled } = applyShipping(order, { shipped: false, at });
  assert.equal(cancelled.order_status, "Cancelled");
  assert.deepEqual([cancelled.shipping_id, cancelled.shipped_date], [null, null]);
  assert.equal(secondsOf(cancelled.finished_date!), at);
});

Deno.test("shippingIdOf() is a whole number from 1 to 2^30, another one for every order", () => {
  const orderIds = fc.integer({ min: 1, max: 2 ** 30 - 1 }).map((id) => id as OrderId);
  fc.assert(fc.property(orderIds, orderIds, (one, other) => {
    const id = shippingIdOf(one);
    assert.ok(Number.isInteger(id) && id >= 1 && id <= 2 ** 30);
    assert.equal(id === shippingIdOf(other), one === other);
  }));
  const first = Array.from({ length: 100_000 }, (_, n) => shippingIdOf(n + 1 as OrderId));
  assert.equal(new Set(first).size, first.length);
});
