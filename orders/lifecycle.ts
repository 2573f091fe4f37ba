/** An order's lifecycle: what happens to it after it has left the shop, stage by stage. */
import { applyDelivery, decideDelivery } from "./delivery.ts";
import { type LocalSeconds, secondsOf } from "./local_time.ts";
import type { Order } from "./order.ts";
import { applyPayment, decidePayment } from "./payment.ts";
import { randomStreams } from "./random.ts";
import { applyShipping, decideShipping } from "./shipping.ts";
import { isIn } from "./topics.ts";
import type { Era, World } from "./world.ts";

/**
 * Carries orders of a world on, with the draws that the services make: an order that stops on the way goes on as it
 * would have.
 *
 * @returns a function from an order in any state to the state in which it is at `until`, or in the end without one
 */
export function lifecycle(
  { seed }: Pick<World, "seed">,
): (order: Order, era: Era, until?: LocalSeconds) => Order {
  const payments = randomStreams(seed, "payment");
  const shippings = randomStreams(seed, "shipping");
  const deliveries = randomStreams(seed, "delivery");

  return (order, era, until = Infinity as LocalSeconds) => {
    const { order_id: id, shipping_info: { express_shipping: express } } = order;
    // A decision of this call is not read back from the text that it became: that takes as long as the decision.
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
