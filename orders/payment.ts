/** The payment rule: whether, when and how an order is paid, and what that means for its ETA. */
import { DAY, formatLocal, HOUR, type LocalSeconds, MINUTE, plus, secondsOf } from "./local_time.ts";
import type { PaidOrder, PaymentMethod, TimedOutOrder, UnpaidOrder } from "./order.ts";
import type { RandomStream, Range } from "./random.ts";
import type { Era } from "./world.ts";

/** An order that nobody has paid after this time has timed out. */
export const PAYMENT_DEADLINE = 7 * DAY;

export const PAYMENT_METHOD_SHARES = [["Credit Card", 0.24], ["Bank Transfer", 0.57], [
  "Digital Wallet",
  0.19,
]] as const;

/** Share of past orders that are paid, and share of those that are paid at once. */
export const PAST_PAYMENT = { paid: 0.95, atOnce: 0.63 } as const;
/** Share of live orders that are paid at once, and share of the rest that the payment processor gets paid. */
export const LIVE_PAYMENT = { atOnce: 0.65, later: 0.77 } as const;
/** Least and most days from order to a later payment, and from payment to the ETA; a part of a day is added. */
export const PAYMENT_DAYS = [0, 2] as const;
export const ETA_DAYS: Readonly<Record<"express" | "standard", Range>> = {
  express: [3, 5],
  standard: [5, 10],
};

export type PaymentDecision =
  | {
    readonly paid: true;
    readonly at: LocalSeconds;
    /** Paid in the shop, at the moment of ordering. */
    readonly atOnce: boolean;
    readonly method: PaymentMethod;
    readonly eta: LocalSeconds;
  }
  | { readonly paid: false; readonly at: LocalSeconds };

/**
 * Draws the payment of one order.
 *
 * One uniform number decides whether a live order is paid at once, later or never, so the shop and the payment
 * processor agree on an order without exchanging messages. Source: docs/order-model.md, "Payment, shipping, delivery".
 *
 * @param random the order's own stream of the purpose `payment`
 */
export function decidePayment(
  orderDate: LocalSeconds,
  express: boolean,
  era: Era,
  random: RandomStream,
): PaymentDecision {
  const luck = random.next();
  const { atOnce: liveAtOnce, later } = LIVE_PAYMENT;
  const paid = luck < (era === "past" ? PAST_PAYMENT.paid : liveAtOnce + (1 - liveAtOnce) * later);
  if (!paid) return { paid, at: plus(orderDate, PAYMENT_DEADLINE) };
  const atOnce = era === "past" ? random.chance(PAST_PAYMENT.atOnce) : luck < liveAtOnce;
  const at = atOnce ? orderDate : plus(orderDate, random.whole(...PAYMENT_DAYS) * DAY + partOfDay(random));
  const method = random.weighted(PAYMENT_METHOD_SHARES);
  const days = random.whole(...ETA_DAYS[express ? "express" : "standard"]);
  return { paid, at, atOnce, method, eta: plus(at, days * DAY + partOfDay(random)) };
}

/** 0-23 h 0-59 m 0-59 s, in seconds. */
function partOfDay(random: RandomStream): number {
  return random.whole(0, 23) * HOUR + random.whole(0, 59) * MINUTE + random.whole(0, 59);
}

/** The order as it leaves the payment stage. */
export function applyPayment(order: UnpaidOrder, decision: PaymentDecision): PaidOrder | TimedOutOrder {
  if (!decision.paid) {
    const finished_date = formatLocal(decision.at);
    return { ...order, shipping_info: { ...order.shipping_info, order_status: "Timed Out", finished_date } };
  }
  return {
    ...order,
    payment_info: {
      payment_status: true,
      payment_method: decision.method,
      payment_date: formatLocal(decision.at),
    },
    shipping_info: { ...order.shipping_info, eta: formatLocal(decision.eta) },
  };
}

/** The rule as the payment processor applies it to an order it received. */
export function payOrder(order: UnpaidOrder, era: Era, random: RandomStream): PaidOrder | TimedOutOrder {
  const orderDate = secondsOf(order.order_date);
  return applyPayment(order, decidePayment(orderDate, order.shipping_info.express_shipping, era, random));
}
