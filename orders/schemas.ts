/**
 * The JSON Schemas of the order topics, registered as `<topic>-value`.
 *
 * All five describe the same order; each requires what must be known at its stage. A value that is not known yet is
 * null, written as `oneOf` null or the type, which ksqlDB reads as a nullable column. ksqlDB reads every record with its
 * schema and drops the record when the schema has a form that it does not know.
 */
import { FAILURE_STATUSES, PAYMENT_METHODS } from "./order.ts";
import type { OrderTopic } from "./topics.ts";

/** As much of JSON Schema (draft 7) as the order needs. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly (string | boolean)[];
  readonly oneOf?: readonly JsonSchema[];
}

const text: JsonSchema = { type: "string", minLength: 1 };
/** A number from 1 to what a column of the tables holds: ksqlDB would silently truncate or wrap a greater one. */
const counting = (maximum?: number): JsonSchema => ({
  type: "integer",
  minimum: 1,
  ...(maximum === undefined ? {} : { maximum }),
});
const SMALLINT = 2 ** 15 - 1, INTEGER = 2 ** 31 - 1;
/** Pesos, as far as numeric(12,2) holds them. */
const amount: JsonSchema = { type: "number", minimum: 0, maximum: 9_999_999_999.99 };
const oneOfTexts = (...values: string[]): JsonSchema => ({ type: "string", enum: values });
const date: JsonSchema = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$" };
const orNull = (schema: JsonSchema): JsonSchema => ({ oneOf: [{ type: "null" }, schema] });
// ksqlDB does not know `enum` beside `type: boolean`. Beside `oneOf` it ignores the values and keeps the type.
const pinned = (value: boolean): JsonSchema => ({ ...orNull({ type: "boolean" }), enum: [value] });

/** An object that holds all of these fields and no other. */
function record(properties: Record<string, JsonSchema>, title?: string): JsonSchema {
  return {
    ...(title === undefined ? {} : { $schema: "http://json-schema.org/draft-07/schema#", title }),
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

const customer = record({
  customer_id: counting(),
  customer_name: text,
  company: text,
  email: text,
  street_address: text,
  lgu: text,
  provincial_code: { type: "string", pattern: "^PH-[A-Z0-9]{2,3}$" },
  contact_number: text,
});

const item = record({
  sku: counting(SMALLINT),
  quantity: counting(SMALLINT),
  discount_percent: { type: "number", minimum: 0, maximum: 1 },
  subtotal: amount,
});

interface Known {
  readonly title: string;
  readonly paid: "yes" | "no" | "perhaps";
  readonly statuses: readonly string[];
  /** Fields of shipping_info that are known, beside status and express_shipping. */
  readonly shipping: readonly ("shipping_id" | "shipped_date" | "eta" | "finished_date")[];
}

function orderSchema({ title, paid, statuses, shipping }: Known): JsonSchema {
  const known = (name: Known["shipping"][number], schema: JsonSchema) =>
    shipping.includes(name) ? schema : orNull(schema);
  const statusOfPayment: JsonSchema = paid === "perhaps" ? { type: "boolean" } : pinned(paid === "yes");
  const methods = {
    yes: [...PAYMENT_METHODS],
    no: ["Unpaid"],
    perhaps: ["Unpaid", ...PAYMENT_METHODS],
  }[paid];
  return record({
    order_id: counting(INTEGER),
    order_date: date,
    customer_info: customer,
    payment_info: record({
      payment_status: statusOfPayment,
      payment_method: oneOfTexts(...methods),
      payment_date: paid === "yes" ? date : orNull(date),
    }),
    shipping_info: record({
      shipping_id: known("shipping_id", counting(INTEGER)),
      express_shipping: { type: "boolean" },
      order_status: oneOfTexts(...statuses),
      shipped_date: known("shipped_date", date),
      eta: known("eta", date),
      finished_date: known("finished_date", date),
    }),
    item_info: { type: "array", items: item, minItems: 1 },
    item_variety: counting(SMALLINT),
    order_total: amount,
  }, title);
}

/** The schema of each order topic's value. */
export const ORDER_SCHEMAS: Readonly<Record<OrderTopic, JsonSchema>> = {
  unpaid_orders: orderSchema({ title: "UnpaidOrder", paid: "no", statuses: ["Processing"], shipping: [] }),
  paid_orders: orderSchema({ title: "PaidOrder", paid: "yes", statuses: ["Processing"], shipping: ["eta"] }),
  shipped_orders: orderSchema({
    title: "ShippedOrder",
    paid: "yes",
    statuses: ["Shipped"],
    shipping: ["shipping_id", "shipped_date", "eta"],
  }),
  finished_orders: orderSchema({
    title: "FinishedOrder",
    paid: "yes",
    statuses: ["Delivered"],
    shipping: ["shipping_id", "shipped_date", "eta", "finished_date"],
  }),
  failed_orders: orderSchema({
    title: "FailedOrder",
    paid: "perhaps",
    statuses: FAILURE_STATUSES,
    shipping: ["finished_date"],
  }),
};
