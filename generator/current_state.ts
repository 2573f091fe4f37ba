/** What has become of an order by the world's now. */
import { lifecycle } from "../orders/lifecycle.ts";
import type { LocalSeconds } from "../orders/local_time.ts";
import type { Order, UnpaidOrder } from "../orders/order.ts";
import { applyPayment, decidePayment } from "../orders/payment.ts";
import { randomStreams } from "../orders/random.ts";
import { eraOf, type World } from "../orders/world.ts";

/**
 * Carries orders from the shop to where they stand at the world's now: a past order as far as its own dates lead up
 * to then, a live order out of the shop, paid or unpaid.
 *
 * Source: docs/order-model.md, "Payment, shipping, delivery".
 */
export function currentStates(world: World): (order: UnpaidOrder, orderDate: LocalSeconds) => Order {
  const payments = randomStreams(world.seed, "payment"), carryOn = lifecycle(world);

  return (order, orderDate) => {
    if (eraOf(orderDate, world) === "past") return carryOn(order, "past", world.now);
    const { order_id: id, shipping_info: { express_shipping: express } } = order;
    const payment = decidePayment(orderDate, express, "live", payments(id));
    return payment.paid && payment.atOnce ? applyPayment(order, payment) : order;
  };
}
