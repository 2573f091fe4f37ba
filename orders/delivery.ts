/** The delivery rule: whether a shipped order reaches its customer, and when that is known. */
import { formatLocal, HOUR, type LocalSeconds, plus, secondsOf } from "./local_time.ts";
import type { FinishedOrder, ShippedOrder, UndeliveredOrder } from "./order.ts";
import type { RandomStream } from "./random.ts";
import type { Era } from "./world.ts";

/** Share of shipped orders by outcome. */
export const OUTCOMES = {
  past: [["Delivered", 0.97], ["Cancelled", 0.02], ["Returned", 0.01]],
  live: [["Delivered", 0.95], ["Cancelled", 0.035], ["Returned", 0.015]],
} as const;

/** Earliest and latest end of an order, relative to its ETA, in seconds. */
export const ETA_MARGINS = { past: [-48 * HOUR, 48 * HOUR], live: [-48 * HOUR, 36 * HOUR] } as const;

export interface DeliveryDecision {
  readonly outcome: "Delivered" | "Cancelled" | "Returned";
  readonly at: LocalSeconds;
}

/**
 * Draws the delivery of one shipped order. An order never ends before it was shipped.
 * Source: docs/order-model.md, "Payment, shipping, delivery".
 *
 * @param random the order's own stream of the purpose `delivery`
 */
export function decideDelivery(
  shippedDate: LocalSeconds,
  eta: LocalSeconds,
  era: Era,
  random: RandomStream,
): DeliveryDecision {
  const outcome = random.weighted<DeliveryDecision["outcome"]>(OUTCOMES[era]);
  const [earliest, latest] = ETA_MARGINS[era];
  const at = plus(eta, random.whole(earliest, latest));
  return { outcome, at: at < shippedDate ? shippedDate : at };
}

/** The order as it leaves the delivery stage. */
export function applyDelivery(
  order: ShippedOrder,
  decision: DeliveryDecision,
): FinishedOrder | UndeliveredOrder {
  const finished_date = formatLocal(decision.at);
  const { shipping_info } = order;
  return decision.outcome === "Delivered"
    ? { ...order, shipping_info: { ...shipping_info, order_status: decision.outcome, finished_date } }
    : { ...order, shipping_info: { ...shipping_info, order_status: decision.outcome, finished_date } };
}

/** The rule as the delivery processor applies it to an order it received. */
export function deliverOrder(
  order: ShippedOrder,
  era: Era,
  random: RandomStream,
): FinishedOrder | UndeliveredOrder {
  const shippedDate = secondsOf(order.shipping_info.shipped_date), eta = secondsOf(order.shipping_info.eta);
  return applyDelivery(order, decideDelivery(shippedDate, eta, era, random));
}
