/** The state of an order at the world's now. */
import type { LocalSeconds } from "../orders/local_time.ts";
import { applyDelivery, decideDelivery } from "../orders/delivery.ts";
import type { Order, UnpaidOrder } from "../orders/order.ts";
import { applyPayment, decidePayment, type PaymentDecision } from "../orders/payment.ts";
import { randomStreams } from "../orders/random.ts";
import { applyShipping, decideShipping } from "../orders/shipping.ts";
import { type OrderOfTopic, type OrderTopic, topicOf } from "../orders/topics.ts";
import { eraOf, type World } from "../orders/world.ts";

/**
 * Moves orders from the shop to their state at the world's now. A past order moves as far as its own dates allow; a live
 * order leaves the shop paid or unpaid. The draws are those of the processors, so a processor that takes up such an
 * order continues it as this function would have.
 *
 * Source: docs/order-model.md, "Payment, shipping, delivery".
 */
export function currentStates(world: World): (order: UnpaidOrder, orderDate: LocalSeconds) => Order {
  const payments = randomStreams(world.seed, "payment");
  const shippings = randomStreams(world.seed, "shipping");
  const deliveries = randomStreams(world.seed, "delivery");

  return (order, orderDate) => {
    const { order_id: id, shipping_info: { express_shipping: express } } = order;
    const era = eraOf(orderDate, world);
    const payment = decidePayment(orderDate, express, era, payments(id));
    if (era === "live") return payment.paid && payment.atOnce ? applyPayment(order, payment) : order;
    return payment.at > world.now ? order : past(order, payment);
  };

  /** A past order that was paid or timed out by now. */
  function past(unpaid: UnpaidOrder, payment: PaymentDecision): Order {
    const { order_id: id, shipping_info: { express_shipping: express } } = unpaid;
    const paid = applyPayment(unpaid, payment);
    if (!payment.paid || !isIn("paid_orders", paid)) return paid;
    const shipping = decideShipping(payment.at, express, "past", shippings(id));
    if (shipping.at > world.now) return paid;
    const shipped = applyShipping(paid, shipping);
    if (!isIn("shipped_orders", shipped)) return shipped;
    const delivery = decideDelivery(shipping.at, payment.eta, "past", deliveries(id));
    return delivery.at > world.now ? shipped : applyDelivery(shipped, delivery);
  }
}

function isIn<Topic extends OrderTopic>(topic: Topic, order: Order): order is OrderOfTopic[Topic] {
  return topicOf(order) === topic;
}
