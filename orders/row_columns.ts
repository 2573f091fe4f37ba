/** The columns of each row topic and its table, in order. Schemas, SQL statements and connectors are derived from them. */
import { parseLocal } from "./local_time.ts";
import type { CustomerRow, ItemExplodedRow, ItemRow, OrderRow, RowOfTopic, RowTable } from "./rows.ts";
import type { RowTopic } from "./topics.ts";

/** PostgreSQL's type of a column. */
export type ColumnType =
  | "smallint"
  | "integer"
  | "bigint"
  | "real"
  | "boolean"
  | "text"
  | "numeric(12,2)"
  | "timestamp";

type ColumnsOf<Row> = Readonly<Record<keyof Row & string, ColumnType>>;

const customer = {
  customer_id: "bigint",
  customer_name: "text",
  company: "text",
  email: "text",
  street_address: "text",
  contact_number: "text",
  lgu: "text",
  provincial_code: "text",
} as const satisfies ColumnsOf<CustomerRow>;

const order = {
  order_id: "integer",
  order_date: "timestamp",
  customer_id: "bigint",
  order_total: "numeric(12,2)",
  shipping_id: "integer",
  item_variety: "smallint",
  payment_status: "boolean",
  payment_method: "text",
  payment_date: "timestamp",
  express_shipping: "boolean",
  order_status: "text",
  eta: "timestamp",
  shipped_date: "timestamp",
  finished_date: "timestamp",
} as const satisfies ColumnsOf<OrderRow>;

const itemExploded = {
  order_id: "integer",
  sku: "smallint",
  quantity: "smallint",
  discount_percent: "real",
  subtotal: "numeric(12,2)",
} as const satisfies ColumnsOf<ItemExplodedRow>;

const item = { item_id: "text", ...itemExploded } as const satisfies ColumnsOf<ItemRow>;

export const ROW_COLUMNS = {
  customer_info: customer,
  order_info: order,
  item_info_exploded: itemExploded,
  item_info: item,
  failed_order_info: order,
  failed_item_info: item,
} as const satisfies { readonly [Topic in RowTopic]: ColumnsOf<RowOfTopic[Topic]> };

/** The primary key of each table. */
export const PRIMARY_KEYS = {
  customer_info: "customer_id",
  order_info: "order_id",
  item_info: "item_id",
  failed_order_info: "order_id",
  failed_item_info: "item_id",
} as const satisfies { readonly [Table in RowTable]: keyof RowOfTopic[Table] };

/** A topic's columns with their types, in order. */
export function columnsOf(topic: RowTopic): [string, ColumnType][] {
  return Object.entries(ROW_COLUMNS[topic]);
}

/** A row whose fields have not been checked. Amounts are centavos. */
export type LooseRow = Readonly<Record<string, unknown>>;

/**
 * Why a table could not hold the row, or `undefined`. PostgreSQL would refuse all rows of the statement, so such a row
 * must be found before.
 *
 * @param required columns that must not be null
 */
export function outOfRange(
  row: LooseRow,
  columns: readonly (readonly [string, ColumnType])[],
  required: string | undefined,
): string | undefined {
  for (const [name, type] of columns) {
    const value = row[name];
    if (value === null || value === undefined) {
      if (name === required) return `${name} is null`;
    } else if (!FITS[type](value)) {
      return `${name} is ${JSON.stringify(value)}, which no ${type} can hold`;
    }
  }
  return undefined;
}

const wholeWithin = (least: number, most: number) => (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;

const FITS: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  smallint: wholeWithin(-(2 ** 15), 2 ** 15 - 1),
  integer: wholeWithin(-(2 ** 31), 2 ** 31 - 1),
  // A bigint holds more than a number can hold exactly.
  bigint: wholeWithin(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  // Too large for a real is Infinity, too small is 0: PostgreSQL refuses to round either way.
  real: (value) =>
    typeof value === "number" && Number.isFinite(Math.fround(value)) &&
    (value === 0 || Math.fround(value) !== 0),
  boolean: (value) => typeof value === "boolean",
  text: (value) => typeof value === "string" && !value.includes("\0"),
  "numeric(12,2)": wholeWithin(-999_999_999_999, 999_999_999_999),
  timestamp: (value) => typeof value === "string" && value.length === 19 && parseLocal(value) !== undefined,
};
