/** The expected orders: what the shop of a world sold, each order carried to its end by the rules of its era. */
import { orderMaker } from "../generator/order_maker.ts";
import { orderAt, shopChain } from "../generator/shop_chain.ts";
import { lifecycle } from "../orders/lifecycle.ts";
import { secondsOf } from "../orders/local_time.ts";
import type { FailedOrder, FinishedOrder, Order } from "../orders/order.ts";
import { isIn, topicOf } from "../orders/topics.ts";
import { eraOf, type World } from "../orders/world.ts";

const BLOCK_ORDERS = 2000;

/**
 * Regenerates the orders 1 to `sold`.
 *
 * @param onOrders gets them in order of order id; the next orders wait until it returns
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

/** Carries orders from their present state to their end. */
function carryToEnd(world: World): (order: Order) => FinishedOrder | FailedOrder {
  const carryOn = lifecycle(world);
  return (order) => {
    const ended = carryOn(order, eraOf(secondsOf(order.order_date), world));
    if (isIn("finished_orders", ended) || isIn("failed_orders", ended)) return ended;
    throw new Error(`order ${order.order_id} stops in ${topicOf(ended)}`);
  };
}
