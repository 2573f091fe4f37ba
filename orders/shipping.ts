/** The shipping rule: when the parcel of a paid order leaves, or that the customer cancels the order before. */
import { formatLocal, HOUR, type LocalSeconds, MINUTE, plus, secondsOf } from "./local_time.ts";
import type { CancelledBeforeShippingOrder, OrderId, PaidOrder, ShippedOrder, ShippingId } from "./order.ts";
import type { RandomStream, Range } from "./random.ts";
import type { Era } from "./world.ts";

/** Share of live orders that are cancelled before their parcel leaves, and least and most hours from payment until then. */
export const CANCELLED_SHARE = 0.05;
export const CANCELLATION_HOURS = [6, 54] as const;
/** Least and most whole hours from payment to shipping; minutes and seconds are added. */
export const SHIPPING_HOURS: Readonly<Record<"express" | "standard", Range>> = {
  express: [12, 36],
  standard: [24, 60],
};

export interface ShippingDecision {
  readonly shipped: boolean;
  /** When the parcel left, or when the customer cancelled. */
  readonly at: LocalSeconds;
}

/**
 * Draws the shipping of one paid order. Source: docs/order-model.md, "Payment, shipping, delivery".
 *
 * @param random the order's own stream of the purpose `shipping`
 */
export function decideShipping(
  paymentDate: LocalSeconds,
  express: boolean,
  era: Era,
  random: RandomStream,
): ShippingDecision {
  if (era === "live" && random.chance(CANCELLED_SHARE)) {
    const [least, most] = CANCELLATION_HOURS;
    return { shipped: false, at: plus(paymentDate, random.whole(least * HOUR, most * HOUR)) };
  }
  const hours = random.whole(...SHIPPING_HOURS[express ? "express" : "standard"]);
  const seconds = hours * HOUR + random.whole(0, 59) * MINUTE + random.whole(0, 59);
  return { shipped: true, at: plus(paymentDate, seconds) };
}

/** The order as it leaves the shipping stage. */
export function applyShipping(
  order: PaidOrder,
  decision: ShippingDecision,
): ShippedOrder | CancelledBeforeShippingOrder {
  const date = formatLocal(decision.at);
  const { shipping_info } = order;
  if (!decision.shipped) {
    return { ...order, shipping_info: { ...shipping_info, order_status: "Cancelled", finished_date: date } };
  }
  const shipping_id = shippingIdOf(order.order_id);
  return {
    ...order,
    shipping_info: { ...shipping_info, shipping_id, order_status: "Shipped", shipped_date: date },
  };
}

/** The rule as the shipping processor applies it to an order it received. */
export function shipOrder(
  order: PaidOrder,
  era: Era,
  random: RandomStream,
): ShippedOrder | CancelledBeforeShippingOrder {
  const paymentDate = secondsOf(order.payment_info.payment_date);
  return applyShipping(order, decideShipping(paymentDate, order.shipping_info.express_shipping, era, random));
}

/**
 * The number on the parcel: 1 to 2^30, unique for order ids below 2^30. The numbers follow no visible order, like those
 * of a real carrier. Multiplying by an odd number only permutes the numbers below a power of two.
 */
export function shippingIdOf(orderId: OrderId): ShippingId {
  return (Math.imul(orderId, 0x2545f491) & 0x3fff_ffff) + 1 as ShippingId;
}
