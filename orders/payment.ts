/** The payment rule: whether, when and how an order is paid, and what that means for its ETA. */
import { DAY, formatLocal, HOUR, type LocalSeconds, MINUTE, plus, secondsOf } from "./local_time.ts";
import type { PaidOrder, PaymentMethod, TimedOutOrder, UnpaidOrder } from "./order.ts";
import type { RandomStream } from "./random.ts";
import type { Era } from "./world.ts";

/** An order that nobody paid is given up after this time. */
export const PAYMENT_DEADLINE = 7 * DAY;

const METHODS = [["Credit Card", 0.24], ["Bank Transfer", 0.57], ["Digital Wallet", 0.19]] as const;

export type PaymentDecision =
  | {
    readonly paid: true;
    readonly at: LocalSeconds;
    /** Paid in the shop, in the moment of ordering. */
    readonly atOnce: boolean;
    readonly method: PaymentMethod;
    readonly eta: LocalSeconds;
  }
  | { readonly paid: false; readonly at: LocalSeconds };

/**
 * Draws the payment of one order.
 *
 * Past orders are paid with 95 %, 63 % of those at once. Live orders are paid in the shop with 65 %; the payment
 * processor gets 77 % of the rest paid, later. One uniform number decides both, so the shop and the processor agree on
 * an order without speaking to each other. Source: the order model, "Payment, shipping, delivery".
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
  const paid = luck < (era === "past" ? 0.95 : 0.65 + 0.35 * 0.77);
  if (!paid) return { paid, at: plus(orderDate, PAYMENT_DEADLINE) };
  const atOnce = era === "past" ? random.chance(0.63) : luck < 0.65;
  const at = atOnce ? orderDate : plus(orderDate, random.whole(0, 2) * DAY + partOfDay(random));
  const method = random.weighted(METHODS);
  const days = express ? random.whole(3, 5) : random.whole(5, 10);
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
