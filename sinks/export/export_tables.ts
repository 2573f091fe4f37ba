/** The tables of an export, as queries over the ended orders, sorted by key so that equal orders give equal files. */
import { CATALOGUE } from "../../orders/catalogue.ts";
import { columnsOf } from "../../orders/row_columns.ts";
import type { RowTable } from "../../orders/rows.ts";

export type ExportTable = RowTable | "sku_info";

/** In the order in which they are written and listed. */
export const EXPORT_TABLES = [
  "order_info",
  "customer_info",
  "item_info",
  "failed_order_info",
  "failed_item_info",
  "sku_info",
] as const satisfies readonly ExportTable[];

/** The key of each table. */
export const KEYS: Readonly<Record<ExportTable, string>> = {
  order_info: "order_id",
  customer_info: "customer_id",
  item_info: "item_id",
  failed_order_info: "order_id",
  failed_item_info: "item_id",
  sku_info: "sku",
};

/** The columns of which the manifest holds the sums. */
export const AMOUNTS: Readonly<Record<ExportTable, readonly string[]>> = {
  order_info: ["order_total"],
  customer_info: [],
  item_info: ["quantity", "subtotal"],
  failed_order_info: ["order_total"],
  failed_item_info: ["quantity", "subtotal"],
  sku_info: ["price", "cost"],
};

/** Columns of a table with their types in DuckDB, which writes PostgreSQL's `numeric` as `decimal`. */
export function exportColumns(table: ExportTable): readonly (readonly [string, string])[] {
  if (table === "sku_info") {
    return [["sku", "smallint"], ["price", "decimal(12,2)"], ["cost", "decimal(12,2)"]];
  }
  return columnsOf(table).map(([name, type]) => [name, type.replace("numeric", "decimal")]);
}

/** Which table an order's row goes to. */
const DELIVERED = "shipping_info.order_status = 'Delivered'";

/**
 * The query of a table.
 *
 * @param orders name of a table of ended orders, sorted by order_id
 */
export function tableQuery(table: ExportTable, orders: string): string {
  switch (table) {
    case "customer_info":
      return customerQuery(orders);
    case "order_info":
      return orderQuery(orders, DELIVERED);
    case "failed_order_info":
      return orderQuery(orders, `NOT ${DELIVERED}`);
    case "item_info":
      return itemQuery(orders, DELIVERED);
    case "failed_item_info":
      return itemQuery(orders, `NOT ${DELIVERED}`);
    case "sku_info":
      return skuQuery();
  }
}

/** Customers as in their first order; the reconciliation checks that all orders of a customer agree. */
function customerQuery(orders: string): string {
  const columns = exportColumns("customer_info").map(([name]) => `customer.${name}`);
  return `
    SELECT ${columns.join(", ")}
    FROM (
      SELECT arg_min(customer_info, order_id) AS customer
      FROM ${orders}
      GROUP BY customer_info.customer_id
    )
    ORDER BY customer.customer_id`;
}

function orderQuery(orders: string, condition: string): string {
  const nested: Readonly<Record<string, string>> = {
    customer_id: "customer_info",
    payment_status: "payment_info",
    payment_method: "payment_info",
    payment_date: "payment_info",
    shipping_id: "shipping_info",
    express_shipping: "shipping_info",
    order_status: "shipping_info",
    eta: "shipping_info",
    shipped_date: "shipping_info",
    finished_date: "shipping_info",
  };
  const columns = exportColumns("order_info")
    .map(([name]) => nested[name] === undefined ? name : `${nested[name]}.${name} AS ${name}`);
  return `SELECT ${columns.join(", ")} FROM ${orders} WHERE ${condition}`;
}

function itemQuery(orders: string, condition: string): string {
  return `
    SELECT
      order_id || '-' || item.sku AS item_id,
      order_id,
      item.sku AS sku,
      item.quantity AS quantity,
      item.discount_percent AS discount_percent,
      item.subtotal AS subtotal
    FROM (SELECT order_id, unnest(item_info) AS item FROM ${orders} WHERE ${condition})`;
}

function skuQuery(): string {
  const rows = CATALOGUE.map(({ sku, price, cost }) => `(${sku}, ${price}, ${cost})`);
  const columns = exportColumns("sku_info").map(([name, type]) => `${name}::${type} AS ${name}`);
  return `SELECT ${columns.join(", ")} FROM (VALUES ${
    rows.join(", ")
  }) AS skus (sku, price, cost) ORDER BY sku`;
}
