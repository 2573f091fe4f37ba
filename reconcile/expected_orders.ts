/** The answer key: what the shop of a world sold, each order carried to its end by the rules of its era. */
import { orderMaker } from "../generator/order_maker.ts";
import { orderAt, shopChain } from "../generator/shop_chain.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { secondsOf } from "../orders/local_time.ts";
import type { FailedOrder, FinishedOrder, Order } from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { randomStreams } from "../orders/random.ts";
import { shipOrder } from "../orders/shipping.ts";
import { type OrderOfTopic, type OrderTopic, topicOf } from "../orders/topics.ts";
import { eraOf, type World } from "../orders/world.ts";

const BLOCK_ORDERS = 2000;

/**
 * Makes the orders 1 to `sold` anew.
 *
 * @param onOrders gets them in order of order id; the next ones wait for it
 */
export async function regenerate(
  world: World,
  sold: number,
  onOrders: (orders: readonly (FinishedOrder | FailedOrder)[]) => Promise<void>,
): Promise<void> {
  const chain = shopChain(world), make = orderMaker(world), end = carryToEnd(world);
  while (chain.orders() < sold) {
    const block = chain.take(Math.min(BLOCK_ORDERS, sold - chain.orders()));
    await onOrders(Array.from(block.dates, (_, n) => end(make(orderAt(block, n)))));
  }
}

/** Carries orders from where they stand to their end, with the draws that the services make. */
export function carryToEnd(world: World): (order: Order) => FinishedOrder | FailedOrder {
  const payments = randomStreams(world.seed, "payment");
  const shippings = randomStreams(world.seed, "shipping");
  const deliveries = randomStreams(world.seed, "delivery");

  return (order) => {
    const era = eraOf(secondsOf(order.order_date), world), id = order.order_id;
    if (isIn("unpaid_orders", order)) order = payOrder(order, era, payments(id));
    if (isIn("paid_orders", order)) order = shipOrder(order, era, shippings(id));
    if (isIn("shipped_orders", order)) order = deliverOrder(order, era, deliveries(id));
    if (isIn("finished_orders", order) || isIn("failed_orders", order)) return order;
    throw new Error(`order ${id} stops in ${topicOf(order)}`);
  };
}

function isIn<Topic extends OrderTopic>(topic: Topic, order: Order): order is OrderOfTopic[Topic] {
  return topicOf(order) === topic;
}
