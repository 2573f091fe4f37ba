import type { FailedOrder, FinishedOrder, Order, PaidOrder, ShippedOrder, UnpaidOrder } from "./order.ts";

/** The five stages of an order's life, in order; each is a topic. */
export const ORDER_TOPICS = [
  "unpaid_orders",
  "paid_orders",
  "shipped_orders",
  "finished_orders",
  "failed_orders",
] as const;
export type OrderTopic = typeof ORDER_TOPICS[number];

/** What each order topic holds. */
export interface OrderOfTopic {
  unpaid_orders: UnpaidOrder;
  paid_orders: PaidOrder;
  shipped_orders: ShippedOrder;
  finished_orders: FinishedOrder;
  failed_orders: FailedOrder;
}

/** The flat topics that ksqlDB or the local splice writes; all but `item_info_exploded` become a table. */
export const ROW_TOPICS = [
  "customer_info",
  "order_info",
  "item_info_exploded",
  "item_info",
  "failed_order_info",
  "failed_item_info",
] as const;
export type RowTopic = typeof ROW_TOPICS[number];

/** The topic of records that cannot be read, with their bytes and headers as they came. */
export const DEAD_LETTER_TOPIC = "dead_letters";

/** One partition, compacted: the world's settings under the key `world`, the shop's position under the key `shop`. */
export const WORLD_TOPIC = "world";

/** Partitions of every topic but `world` and `dead_letters`, which have one. */
export const PARTITIONS = 4;

/**
 * The topic in which an order stands, by its status and payment.
 *
 * Source: docs/order-model.md, "Topic by status".
 */
export function topicOf(order: Order): OrderTopic {
  switch (order.shipping_info.order_status) {
    case "Processing":
      return order.payment_info.payment_status ? "paid_orders" : "unpaid_orders";
    case "Shipped":
      return "shipped_orders";
    case "Delivered":
      return "finished_orders";
    case "Timed Out":
    case "Cancelled":
    case "Returned":
      return "failed_orders";
  }
}

/** Whether an order stands in this topic. */
export function isIn<Topic extends OrderTopic>(topic: Topic, order: Order): order is OrderOfTopic[Topic] {
  return topicOf(order) === topic;
}
