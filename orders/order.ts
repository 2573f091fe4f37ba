/**
 * The order at each stage of its life, as it stands in the topics.
 *
 * Dates are wall-clock time in the Philippines, written `YYYY-MM-DDTHH:MM:SS`. Amounts are pesos, rounded to centavos.
 */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Whole number from 1, dense: the n-th order of the shop. */
export type OrderId = Branded<number, "OrderId">;
/** Whole number from 1, dense: the n-th customer of the shop. */
export type CustomerId = Branded<number, "CustomerId">;
/** Number of a shipment, unique, known once the parcel left. */
export type ShippingId = Branded<number, "ShippingId">;
/** Number of an article in the catalogue, 1 to 55. */
export type Sku = Branded<number, "Sku">;
/** `YYYY-MM-DDTHH:MM:SS` in Philippine time, no offset. */
export type LocalDateTime = Branded<string, "LocalDateTime">;

export const PAYMENT_METHODS = ["Credit Card", "Bank Transfer", "Digital Wallet"] as const;
export type PaymentMethod = typeof PAYMENT_METHODS[number];

export const FAILURE_STATUSES = ["Timed Out", "Cancelled", "Returned"] as const;
export type FailureStatus = typeof FAILURE_STATUSES[number];

export type OrderStatus = "Processing" | "Shipped" | "Delivered" | FailureStatus;

export interface CustomerInfo {
  readonly customer_id: CustomerId;
  readonly customer_name: string;
  readonly company: string;
  readonly email: string;
  readonly street_address: string;
  readonly lgu: string;
  /** ISO 3166-2:PH */
  readonly provincial_code: string;
  readonly contact_number: string;
}

export interface ItemInfo {
  readonly sku: Sku;
  readonly quantity: number;
  /** Share of the price taken off, 0 to 1. */
  readonly discount_percent: number;
  /** price x quantity x (1 - discount), pesos. */
  readonly subtotal: number;
}

interface OrderAt<Payment, Shipping> {
  readonly order_id: OrderId;
  readonly order_date: LocalDateTime;
  readonly customer_info: CustomerInfo;
  readonly payment_info: Payment;
  readonly shipping_info: Shipping;
  readonly item_info: readonly ItemInfo[];
  /** Number of SKUs. */
  readonly item_variety: number;
  /** Sum of subtotals, pesos. */
  readonly order_total: number;
}

export interface NotPaid {
  readonly payment_status: false;
  readonly payment_method: "Unpaid";
  readonly payment_date: null;
}

export interface Paid {
  readonly payment_status: true;
  readonly payment_method: PaymentMethod;
  readonly payment_date: LocalDateTime;
}

interface ShippingAt<Id, Status extends OrderStatus, Shipped, Eta, Finished> {
  readonly shipping_id: Id;
  readonly express_shipping: boolean;
  readonly order_status: Status;
  readonly shipped_date: Shipped;
  readonly eta: Eta;
  readonly finished_date: Finished;
}

export type UnpaidOrder = OrderAt<NotPaid, ShippingAt<null, "Processing", null, null, null>>;
export type PaidOrder = OrderAt<Paid, ShippingAt<null, "Processing", null, LocalDateTime, null>>;
export type ShippedOrder = OrderAt<
  Paid,
  ShippingAt<ShippingId, "Shipped", LocalDateTime, LocalDateTime, null>
>;
export type FinishedOrder = OrderAt<
  Paid,
  ShippingAt<ShippingId, "Delivered", LocalDateTime, LocalDateTime, LocalDateTime>
>;

/** Never paid within seven days. */
export type TimedOutOrder = OrderAt<NotPaid, ShippingAt<null, "Timed Out", null, null, LocalDateTime>>;
/** Paid, then cancelled by the customer before the parcel left. */
export type CancelledBeforeShippingOrder = OrderAt<
  Paid,
  ShippingAt<null, "Cancelled", null, LocalDateTime, LocalDateTime>
>;
/** Shipped, then refused or sent back by the customer. */
export type UndeliveredOrder = OrderAt<
  Paid,
  ShippingAt<ShippingId, "Cancelled" | "Returned", LocalDateTime, LocalDateTime, LocalDateTime>
>;
export type FailedOrder = TimedOutOrder | CancelledBeforeShippingOrder | UndeliveredOrder;

export type Order = UnpaidOrder | PaidOrder | ShippedOrder | FinishedOrder | FailedOrder;
