/** An order's lifecycle after it has left the shop, stage by stage. */
import { applyDelivery, decideDelivery } from "./delivery.ts";
import { type LocalSeconds, secondsOf } from "./local_time.ts";
import type { Order } from "./order.ts";
import { applyPayment, decidePayment } from "./payment.ts";
import { randomStreams } from "./random.ts";
import { applyShipping, decideShipping } from "./shipping.ts";
import { isIn } from "./topics.ts";
import type { Era, World } from "./world.ts";

/**
 * Moves orders of a world on, with the draws of the services: a service that takes up such an order continues it in the
 * same way.
 *
 * @returns a function from an order in any state to its state at `until`, or to its end when no `until` is given
 */
export function lifecycle(
  { seed }: Pick<World, "seed">,
): (order: Order, era: Era, until?: LocalSeconds) => Order {
  const payments = randomStreams(seed, "payment");
  const shippings = randomStreams(seed, "shipping");
  const deliveries = randomStreams(seed, "delivery");

  return (order, era, until = Infinity as LocalSeconds) => {
    const { order_id: id, shipping_info: { express_shipping: express } } = order;
    // Dates that this call decided are not parsed from their texts again: that would take as long as the decision.
    let paid: LocalSeconds | undefined, shipped: LocalSeconds | undefined, eta: LocalSeconds | undefined;
    if (isIn("unpaid_orders", order)) {
      const payment = decidePayment(secondsOf(order.order_date), express, era, payments(id));
      if (payment.at > until) return order;
      order = applyPayment(order, payment);
      if (!payment.paid) return order;
      ({ at: paid, eta } = payment);
    }
    if (isIn("paid_orders", order)) {
      paid ??= secondsOf(order.payment_info.payment_date);
      const shipping = decideShipping(paid, express, era, shippings(id));
      if (shipping.at > until) return order;
      order = applyShipping(order, shipping);
      shipped = shipping.at;
    }
    if (isIn("shipped_orders", order)) {
      shipped ??= secondsOf(order.shipping_info.shipped_date);
      eta ??= secondsOf(order.shipping_info.eta);
      const delivery = decideDelivery(shipped, eta, era, deliveries(id));
      if (delivery.at > until) return order;
      order = applyDelivery(order, delivery);
    }
    return order;
  };
}
