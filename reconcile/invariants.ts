/** The invariants of docs/architecture.md that one schema of tables can break, as queries. */
import type { Duck } from "../sinks/export/duckdb.ts";
import { ORDERS } from "../sinks/export/order_tables.ts";
import { TOPICS } from "../sinks/export/topic_snapshot.ts";
import { DIFFERENCES } from "./differences.ts";

/** A query for the rows that break a rule: key, what the rule requires, the value found. */
interface Invariant {
  readonly table: string;
  readonly query: string;
}

/** Rules for the flat tables of any schema. */
function flatInvariants(schema: string): Invariant[] {
  const orders = ["order_info", "failed_order_info"] as const;
  const items = { order_info: "item_info", failed_order_info: "failed_item_info" } as const;
  return [
    ...orders.flatMap((table) => [
      ...datesRise(schema, table),
      totalIsSum(schema, table, items[table]),
      hasParent(schema, table, "order_id", "customer_id", "customer_info"),
    ]),
    ...orders.flatMap((table) => [
      subtotalIsRight(schema, items[table]),
      hasParent(schema, items[table], "item_id", "order_id", table),
      hasParent(schema, items[table], "item_id", "sku", "sku_info"),
    ]),
    noStageSkipped(schema),
    endsOnce(schema),
  ];
}

/** ordered <= paid <= shipped <= finished, as far as the dates are known. */
function datesRise(schema: string, table: string): Invariant[] {
  const steps = [
    ["order_date", "payment_date"],
    ["order_date", "finished_date"],
    ["payment_date", "shipped_date"],
    ["payment_date", "finished_date"],
    ["shipped_date", "finished_date"],
  ];
  return steps.map(([earlier, later]) => ({
    table,
    query: `
      SELECT order_id AS key, '${later} >= ${earlier} (' || ${earlier} || ')' AS rule, ${later} AS found
      FROM ${schema}.${table}
      WHERE ${later} < ${earlier}`,
  }));
}

/** A delivered order was paid and shipped; a shipped order was paid. */
function noStageSkipped(schema: string): Invariant {
  return {
    table: "order_info",
    query: `
      SELECT order_id AS key, 'paid, shipped, then finished' AS rule, order_status AS found
      FROM ${schema}.order_info
      WHERE NOT payment_status OR payment_date IS NULL OR shipping_id IS NULL OR shipped_date IS NULL
        OR eta IS NULL OR finished_date IS NULL OR order_status <> 'Delivered'
      UNION ALL
      SELECT order_id, 'paid before it was shipped', order_status
      FROM ${schema}.failed_order_info
      WHERE finished_date IS NULL OR (shipped_date IS NOT NULL AND payment_date IS NULL)
        OR payment_status IS DISTINCT FROM (payment_date IS NOT NULL)`,
  };
}

function totalIsSum(schema: string, table: string, items: string): Invariant {
  return {
    table,
    query: `
      SELECT o.order_id AS key, 'order_total = ' || coalesce(sum(i.subtotal), 0) || ' of ' || count(i.item_id) || ' items' AS rule,
        o.order_total AS found
      FROM ${schema}.${table} AS o
      LEFT JOIN ${schema}.${items} AS i USING (order_id)
      GROUP BY o.order_id, o.order_total, o.item_variety
      HAVING o.order_total IS DISTINCT FROM sum(i.subtotal) OR o.item_variety <> count(i.item_id)`,
  };
}

/** price x quantity x (1 - discount), in whole percent, so that rounding hides no centavo. */
function subtotalIsRight(schema: string, table: string): Invariant {
  const right =
    "(s.price * i.quantity * (100 - round(i.discount_percent * 100)::INTEGER) / 100)::DECIMAL(12, 2)";
  return {
    table,
    query: `
      SELECT i.item_id AS key, 'subtotal = ' || ${right} AS rule, i.subtotal AS found
      FROM ${schema}.${table} AS i
      JOIN ${schema}.sku_info AS s USING (sku)
      WHERE i.subtotal IS DISTINCT FROM ${right}`,
  };
}

function hasParent(schema: string, table: string, key: string, column: string, parent: string): Invariant {
  return {
    table,
    query: `
      SELECT ${key} AS key, '${column} of a row of ${parent}' AS rule, ${column} AS found
      FROM ${schema}.${table} ANTI JOIN ${schema}.${parent} USING (${column})`,
  };
}

/** No order is both finished and failed. */
function endsOnce(schema: string): Invariant {
  return {
    table: "order_info",
    query: `
      SELECT order_id AS key, 'finished or failed, not both' AS rule, order_id AS found
      FROM ${schema}.order_info
      SEMI JOIN ${schema}.failed_order_info USING (order_id)`,
  };
}

/** All orders of a customer hold the same details. */
function customersAgree(): Invariant {
  return {
    table: "customer_info",
    query: `
      SELECT
        customer_info.customer_id AS key,
        'the same in all orders' AS rule,
        count(DISTINCT customer_info) || ' different' AS found
      FROM ${TOPICS}.${ORDERS}
      GROUP BY customer_info.customer_id
      HAVING count(DISTINCT customer_info) > 1`,
  };
}

/** Checks the tables of each schema, and records the rows that break a rule. */
export async function checkInvariants(duck: Duck, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) {
    const invariants = [...flatInvariants(schema), ...(schema === TOPICS ? [customersAgree()] : [])];
    for (const { table, query } of invariants) {
      await duck.run(`
        INSERT INTO ${DIFFERENCES}
        SELECT
          '${schema}',
          'invariant',
          '${table}',
          key::VARCHAR,
          rule,
          ${schema === TOPICS ? "found::VARCHAR, NULL" : "NULL, found::VARCHAR"}
        FROM (${query})`);
    }
  }
}
