/** Orders in and orders out of payment, shipping and delivery; kept in fixtures/orders-*.json. */
import { orderMaker } from "../generator/order_maker.ts";
import { orderAt, shopChain } from "../generator/shop_chain.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { parseLocal, secondsOf } from "../orders/local_time.ts";
import type { Order, PaidOrder, ShippedOrder, UnpaidOrder } from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { type RandomStream, randomStreams } from "../orders/random.ts";
import { shipOrder } from "../orders/shipping.ts";
import { topicOf } from "../orders/topics.ts";
import { type Era, eraOf, type World } from "../orders/world.ts";

/** Busy, so that every outcome of every stage is there, for past orders and live ones. */
const BUSY_WORLD: World = {
  version: 1,
  seed: 20_261,
  from: parseLocal("2026-11-01T09:00:00")!,
  now: parseLocal("2026-11-23T00:00:00")!,
  scale: 40,
};
const ORDERS = 18_000;
const CASES_PER_OUTCOME = 3;

/** A stage: the orders that it takes, and what it makes of one, past or live, with the order's own draws. */
export interface Stage<In extends Order> {
  readonly purpose: "payment" | "shipping" | "delivery";
  readonly takes: (order: Order) => order is In;
  readonly rule: (order: In, era: Era, random: RandomStream) => Order;
}
export const PAYMENT: Stage<UnpaidOrder> = {
  purpose: "payment",
  takes: (order): order is UnpaidOrder => topicOf(order) === "unpaid_orders",
  rule: payOrder,
};
export const SHIPPING: Stage<PaidOrder> = {
  purpose: "shipping",
  takes: (order): order is PaidOrder => topicOf(order) === "paid_orders",
  rule: shipOrder,
};
export const DELIVERY: Stage<ShippedOrder> = {
  purpose: "delivery",
  takes: (order): order is ShippedOrder => topicOf(order) === "shipped_orders",
  rule: deliverOrder,
};

/** The order as it leaves the stage. */
export function outOf<In extends Order>({ purpose, rule }: Stage<In>, order: In): Order {
  const random = randomStreams(BUSY_WORLD.seed, purpose)(order.order_id);
  return rule(order, eraOf(secondsOf(order.order_date), BUSY_WORLD), random);
}

export interface GoldenStage<In extends Order> {
  readonly world: World;
  readonly cases: readonly { readonly in: In; readonly out: Order }[];
}

/** Some cases of each outcome, past and live. */
export function goldenStage<In extends Order>(stage: Stage<In>): GoldenStage<In> {
  const found = new Map<string, number>();
  const cases: { in: In; out: Order }[] = [];
  for (const order of busyOrders()) {
    if (!stage.takes(order)) continue;
    const out = outOf(stage, order);
    const outcome = `${eraOf(secondsOf(order.order_date), BUSY_WORLD)} ${out.shipping_info.order_status}`;
    const before = found.get(outcome) ?? 0;
    if (before >= CASES_PER_OUTCOME) continue;
    found.set(outcome, before + 1);
    cases.push({ in: order, out });
  }
  return { world: BUSY_WORLD, cases };
}

/** The orders of the world, and those into which payment and shipping turn them. */
function* busyOrders(): Generator<Order> {
  const block = shopChain(BUSY_WORLD).take(ORDERS), make = orderMaker(BUSY_WORLD);
  for (const n of block.dates.keys()) {
    let order = make(orderAt(block, n));
    yield order;
    if (PAYMENT.takes(order)) yield order = outOf(PAYMENT, order);
    if (SHIPPING.takes(order)) yield outOf(SHIPPING, order);
  }
}
