/** Ended orders as Arrow record batches, nested as in the topics. */
import { type Data, makeData, RecordBatch, Schema, Struct } from "apache-arrow";
import { centavosOf } from "../../orders/money.ts";
import {
  type CustomerInfo,
  type FailedOrder,
  FAILURE_STATUSES,
  type FinishedOrder,
  type ItemInfo,
  PAYMENT_METHODS,
} from "../../orders/order.ts";
import {
  bool,
  choice,
  type Column,
  fieldsOf,
  float32,
  int16,
  int32,
  int64,
  listOf,
  money,
  struct,
  text,
  timestamp,
} from "./arrow_columns.ts";

export type EndedOrder = FinishedOrder | FailedOrder;
type Payment = EndedOrder["payment_info"];
type Shipping = EndedOrder["shipping_info"];

const COLUMNS: Readonly<Record<keyof EndedOrder, Column<EndedOrder>>> = {
  order_id: int32((order) => order.order_id),
  order_date: timestamp((order) => order.order_date),
  customer_info: struct(
    (order) => order.customer_info,
    {
      customer_id: int64((customer) => customer.customer_id),
      customer_name: text((customer) => customer.customer_name),
      company: text((customer) => customer.company),
      email: text((customer) => customer.email),
      street_address: text((customer) => customer.street_address),
      lgu: text((customer) => customer.lgu),
      provincial_code: text((customer) => customer.provincial_code),
      contact_number: text((customer) => customer.contact_number),
    } satisfies Record<keyof CustomerInfo, Column<CustomerInfo>>,
  ),
  payment_info: struct(
    (order) => order.payment_info,
    {
      payment_status: bool((payment) => payment.payment_status),
      payment_method: choice((payment) => payment.payment_method, ["Unpaid", ...PAYMENT_METHODS]),
      payment_date: timestamp((payment) => payment.payment_date),
    } satisfies Record<keyof Payment, Column<Payment>>,
  ),
  shipping_info: struct(
    (order) => order.shipping_info,
    {
      shipping_id: int32((shipping) => shipping.shipping_id),
      express_shipping: bool((shipping) => shipping.express_shipping),
      order_status: choice((shipping) => shipping.order_status, ["Delivered", ...FAILURE_STATUSES]),
      shipped_date: timestamp((shipping) => shipping.shipped_date),
      eta: timestamp((shipping) => shipping.eta),
      finished_date: timestamp((shipping) => shipping.finished_date),
    } satisfies Record<keyof Shipping, Column<Shipping>>,
  ),
  item_info: listOf(
    (order) => order.item_info,
    {
      sku: int16((item) => item.sku),
      quantity: int16((item) => item.quantity),
      discount_percent: float32((item) => item.discount_percent),
      subtotal: money((item) => centavosOf(item.subtotal)),
    } satisfies Record<keyof ItemInfo, Column<ItemInfo>>,
  ),
  item_variety: int16((order) => order.item_variety),
  order_total: money((order) => centavosOf(order.order_total)),
};

/** The schema of every batch. */
export const ORDER_SCHEMA = new Schema(fieldsOf(COLUMNS));

/** One batch of orders, which fit the columns (see `order_fit.ts`). */
export function orderBatch(orders: readonly EndedOrder[]): RecordBatch {
  const children: Data[] = Object.values(COLUMNS).map(({ make }) => make(orders));
  const type = new Struct(ORDER_SCHEMA.fields);
  return new RecordBatch(ORDER_SCHEMA, makeData({ type, length: orders.length, nullCount: 0, children }));
}
