/** Whether the exported files can hold an order: the topics' schemas allow values that the columns do not. */
import { centavosOf } from "../../orders/money.ts";
import { columnsOf, outOfRange } from "../../orders/row_columns.ts";
import type { EndedOrder } from "./order_batch.ts";

const CUSTOMER = columnsOf("customer_info"), ORDER = columnsOf("order_info");
const ITEM = columnsOf("item_info_exploded");

/** Why the files cannot hold the order, or `undefined`. */
export function outOfRangeInOrder(order: EndedOrder): string | undefined {
  const { order_id, customer_info, payment_info, shipping_info, item_info } = order;
  const row = {
    ...payment_info,
    ...shipping_info,
    order_id,
    order_date: order.order_date,
    customer_id: customer_info.customer_id,
    item_variety: order.item_variety,
    order_total: centavosOf(order.order_total),
  };
  return outOfRange({ ...customer_info }, CUSTOMER, "customer_id") ?? outOfRange(row, ORDER, "order_id") ??
    item_info.map((item) =>
      outOfRange({ ...item, order_id, subtotal: centavosOf(item.subtotal) }, ITEM, "sku")
    )
      .find((problem) => problem !== undefined);
}
