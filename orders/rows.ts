/**
 * The flat rows of finished and failed orders: what the row topics carry and the tables hold.
 *
 * Amounts are whole centavos, so that no step between order and table can round them.
 */
import type {
  CustomerId,
  CustomerInfo,
  LocalDateTime,
  OrderId,
  OrderStatus,
  PaymentMethod,
  ShippingId,
  Sku,
} from "./order.ts";
import type { RowTopic } from "./topics.ts";

export type CustomerRow = CustomerInfo;

export interface OrderRow {
  readonly order_id: OrderId;
  readonly order_date: LocalDateTime;
  readonly customer_id: CustomerId;
  /** Centavos. */
  readonly order_total: number;
  readonly shipping_id: ShippingId | null;
  readonly item_variety: number;
  readonly payment_status: boolean;
  readonly payment_method: PaymentMethod | "Unpaid";
  readonly payment_date: LocalDateTime | null;
  readonly express_shipping: boolean;
  readonly order_status: OrderStatus;
  readonly eta: LocalDateTime | null;
  readonly shipped_date: LocalDateTime | null;
  readonly finished_date: LocalDateTime;
}

/** One line of an order, before it has an id of its own. */
export interface ItemExplodedRow {
  readonly order_id: OrderId;
  readonly sku: Sku;
  readonly quantity: number;
  /** Share of the price taken off, 0 to 1. */
  readonly discount_percent: number;
  /** Centavos. */
  readonly subtotal: number;
}

export interface ItemRow extends ItemExplodedRow {
  readonly item_id: ItemId;
}

/** `<order_id>-<sku>` */
export type ItemId = `${number}-${number}`;

export function itemIdOf(order: OrderId, sku: Sku): ItemId {
  return `${order}-${sku}`;
}

/** What each row topic holds. */
export interface RowOfTopic {
  customer_info: CustomerRow;
  order_info: OrderRow;
  item_info_exploded: ItemExplodedRow;
  item_info: ItemRow;
  failed_order_info: OrderRow;
  failed_item_info: ItemRow;
}

/** The row topics that become tables; each table has its topic's name. */
export const ROW_TABLES = [
  "customer_info",
  "order_info",
  "item_info",
  "failed_order_info",
  "failed_item_info",
] as const satisfies readonly RowTopic[];
export type RowTable = typeof ROW_TABLES[number];
