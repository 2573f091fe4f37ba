/** The shipping rule: when the parcel of a paid order leaves, or that its customer cancels before. */
import { formatLocal, HOUR, type LocalSeconds, MINUTE, plus, secondsOf } from "./local_time.ts";
import type { CancelledBeforeShippingOrder, OrderId, PaidOrder, ShippedOrder, ShippingId } from "./order.ts";
import type { RandomStream } from "./random.ts";
import type { Era } from "./world.ts";

export interface ShippingDecision {
  readonly shipped: boolean;
  /** When the parcel left, or when the customer cancelled. */
  readonly at: LocalSeconds;
}

/**
 * Draws the shipping of one paid order: an express parcel leaves 12-36 h after payment, any other 24-60 h, plus minutes
 * and seconds; 5 % of live orders are cancelled instead, 6-54 h after payment.
 * Source: the order model, "Payment, shipping, delivery".
 *
 * @param random the order's own stream of the purpose `shipping`
 */
export function decideShipping(
  paymentDate: LocalSeconds,
  express: boolean,
  era: Era,
  random: RandomStream,
): ShippingDecision {
  if (era === "live" && random.chance(0.05)) {
    return { shipped: false, at: plus(paymentDate, random.whole(6 * HOUR, 54 * HOUR)) };
  }
  const hours = express ? random.whole(12, 36) : random.whole(24, 60);
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
 * The number on the parcel: 1 to 2^30, unique for order ids below 2^30, and in no visible order, as a carrier's own
 * numbers would be. Multiplying by an odd number only permutes the numbers below a power of two.
 */
export function shippingIdOf(orderId: OrderId): ShippingId {
  return (Math.imul(orderId, 0x2545f491) & 0x3fff_ffff) + 1 as ShippingId;
}
