import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { DAY, type LocalSeconds, parseLocal, plus, secondsOf } from "./local_time.ts";
import { PAYMENT_METHODS } from "./order.ts";
import { applyPayment, decidePayment, PAYMENT_DEADLINE, type PaymentDecision, payOrder } from "./payment.ts";
import { randomStreams } from "./random.ts";
import type { Era } from "./world.ts";

const ORDERED = parseLocal("2026-01-31T23:59:59")!;
const SAMPLE = 20_000;

function decisions(era: Era, express: boolean): PaymentDecision[] {
  const streams = randomStreams(1, "payment");
  return Array.from({ length: SAMPLE }, (_, n) => decidePayment(ORDERED, express, era, streams(n + 1)));
}

/** Asserts a share within four standard deviations. */
function assertShare(name: string, hits: number, of: number, share: number): void {
  const tolerance = 4 * Math.sqrt(share * (1 - share) / of);
  assert.ok(Math.abs(hits / of - share) < tolerance, `${name} is ${hits / of}, not ${share} ± ${tolerance}`);
}

const paidOf = (all: PaymentDecision[]) => all.filter((decision) => decision.paid);

Deno.test("decidePayment() lets 95 % of past orders be paid, 63 % of those at once", () => {
  const paid = paidOf(decisions("past", false));
  assertShare("paid", paid.length, SAMPLE, 0.95);
  assertShare("at once", paid.filter(({ atOnce }) => atOnce).length, paid.length, 0.63);
});

Deno.test("decidePayment() lets 65 % of live orders be paid in the shop, 77 % of the rest later", () => {
  const all = decisions("live", false);
  const atOnce = paidOf(all).filter((decision) => decision.atOnce).length;
  assertShare("at once", atOnce, SAMPLE, 0.65);
  assertShare("paid later", paidOf(all).length - atOnce, SAMPLE - atOnce, 0.77);
});

Deno.test("decidePayment() takes payments in the moment of ordering, or less than three days later", () => {
  for (const decision of paidOf([...decisions("past", false), ...decisions("live", true)])) {
    const wait = decision.at - ORDERED;
    if (decision.atOnce) assert.equal(wait, 0);
    else assert.ok(wait >= 0 && wait < 3 * DAY, `waited ${wait} s`);
  }
});

Deno.test("decidePayment() sets the ETA 5-10 days after the payment, 3-5 for express, plus a part of a day", () => {
  for (const [express, least, most] of [[true, 3, 5], [false, 5, 10]] as const) {
    const waits = paidOf(decisions("past", express)).map(({ at, eta }) => Math.floor((eta - at) / DAY));
    assert.equal(Math.min(...waits), least);
    assert.equal(Math.max(...waits), most);
  }
});

Deno.test("decidePayment() spreads the methods 24 / 57 / 19 %", () => {
  const paid = paidOf(decisions("live", false));
  for (const [index, share] of [0.24, 0.57, 0.19].entries()) {
    const method = PAYMENT_METHODS[index]!;
    assertShare(method, paid.filter((decision) => decision.method === method).length, paid.length, share);
  }
});

Deno.test("decidePayment() gives up after seven days", () => {
  const unpaid = decisions("past", false).filter(({ paid }) => !paid);
  assert.ok(unpaid.length > 0 && unpaid.every(({ at }) => at === plus(ORDERED, PAYMENT_DEADLINE)));
  assert.equal(PAYMENT_DEADLINE, 7 * DAY);
});

Deno.test("payOrder() changes payment and shipping of the order and nothing else, and keeps the order of the fields", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.constantFrom<Era>("past", "live"), (number, era) => {
      const order = sampleUnpaidOrder(number);
      const before = structuredClone(order);
      const after = payOrder(order, era, randomStreams(9, "payment")(number));
      assert.deepEqual(order, before, "the order that came in is left alone");
      assert.deepEqual(
        { ...after, payment_info: order.payment_info, shipping_info: order.shipping_info },
        order,
      );
      assert.deepEqual(Object.keys(after), Object.keys(order));
      assert.deepEqual(Object.keys(after.shipping_info), Object.keys(order.shipping_info));
      assert.deepEqual(Object.keys(after.payment_info), Object.keys(order.payment_info));
    }),
  );
});

Deno.test("applyPayment() writes dates as the decision has them", () => {
  const order = sampleUnpaidOrder(1);
  const at = secondsOf(order.order_date);
  const eta = plus(at, 5 * DAY) as LocalSeconds;
  const paid = applyPayment(order, { paid: true, at, atOnce: true, method: "Credit Card", eta });
  assert.equal(paid.payment_info.payment_date, order.order_date);
  assert.equal(secondsOf(paid.shipping_info.eta!), eta);
  assert.equal(paid.shipping_info.order_status, "Processing");
  const timedOut = applyPayment(order, { paid: false, at: eta });
  assert.equal(timedOut.shipping_info.order_status, "Timed Out");
  assert.equal(secondsOf(timedOut.shipping_info.finished_date!), eta);
  assert.deepEqual(timedOut.payment_info, order.payment_info);
});
