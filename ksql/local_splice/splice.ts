/** Turns one ended order into flat rows, as ksqlDB's statements do. Pure. */
import { centavosOf } from "../../orders/money.ts";
import type { FailedOrder, FinishedOrder } from "../../orders/order.ts";
import { columnsOf, outOfRange, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import {
  type ItemExplodedRow,
  itemIdOf,
  type ItemRow,
  type OrderRow,
  type RowOfTopic,
} from "../../orders/rows.ts";
import type { RowTopic } from "../../orders/topics.ts";

/** A row with the topic and the key that it is written under. */
export type SplicedRow = {
  [Topic in RowTopic]: { readonly topic: Topic; readonly key: string; readonly row: RowOfTopic[Topic] };
}[RowTopic];

/** The rows of a finished order: customer, order, and its items, once keyed by order and once by item. */
export function spliceFinished(order: FinishedOrder): SplicedRow[] {
  const exploded = explode(order);
  return [
    customerOf(order),
    { topic: "order_info", key: String(order.order_id), row: orderRow(order) },
    ...exploded.map((row) => ({ topic: "item_info_exploded", key: String(row.order_id), row }) as const),
    ...exploded.map(itemRow).map((row) => ({ topic: "item_info", key: row.item_id, row }) as const),
  ];
}

/** The rows of a failed order: customer, order and items. */
export function spliceFailed(order: FailedOrder): SplicedRow[] {
  return [
    customerOf(order),
    { topic: "failed_order_info", key: String(order.order_id), row: orderRow(order) },
    ...explode(order).map(itemRow)
      .map((row) => ({ topic: "failed_item_info", key: row.item_id, row }) as const),
  ];
}

/**
 * Why a table cannot hold one of the rows, or `undefined`. The schemas of the order topics allow numbers and texts that
 * PostgreSQL's columns do not, and a sink that reads one can neither store nor skip it.
 */
export function outOfRangeIn(rows: readonly SplicedRow[]): string | undefined {
  for (const { topic, row } of rows) {
    const key = topic === "item_info_exploded" ? "order_id" : PRIMARY_KEYS[topic];
    const problem = outOfRange({ ...row }, columnsOf(topic), key);
    if (problem !== undefined) return `${problem} (${topic})`;
  }
  return undefined;
}

function customerOf({ customer_info }: FinishedOrder | FailedOrder): SplicedRow {
  return { topic: "customer_info", key: String(customer_info.customer_id), row: customer_info };
}

function orderRow({ payment_info, shipping_info, ...order }: FinishedOrder | FailedOrder): OrderRow {
  return {
    order_id: order.order_id,
    order_date: order.order_date,
    customer_id: order.customer_info.customer_id,
    order_total: centavosOf(order.order_total),
    shipping_id: shipping_info.shipping_id,
    item_variety: order.item_variety,
    payment_status: payment_info.payment_status,
    payment_method: payment_info.payment_method,
    payment_date: payment_info.payment_date,
    express_shipping: shipping_info.express_shipping,
    order_status: shipping_info.order_status,
    eta: shipping_info.eta,
    shipped_date: shipping_info.shipped_date,
    finished_date: shipping_info.finished_date,
  };
}

function explode({ order_id, item_info }: FinishedOrder | FailedOrder): ItemExplodedRow[] {
  return item_info.map(({ sku, quantity, discount_percent, subtotal }) => ({
    order_id,
    sku,
    quantity,
    discount_percent,
    subtotal: centavosOf(subtotal),
  }));
}

function itemRow(row: ItemExplodedRow): ItemRow {
  return { item_id: itemIdOf(row.order_id, row.sku), ...row };
}
