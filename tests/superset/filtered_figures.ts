/** Figures of every tab under the dashboard's filters, computed from the tables alone. */
import type { Heard } from "./chart_requests.ts";

export interface FilteredFigure {
  /** What the chart's rows add up to. */
  shown(rows: Heard["rows"]): number;
  /** @param where condition over the columns of order_info and `province` */
  sql(where: string): string;
}

/** Rows of a chart's other query lack the column; a null is not a zero, for it is shown as "No data". */
const sumOf = (column: string) => (rows: Heard["rows"]) =>
  rows.filter((row) => column in row).reduce((sum, row) => sum + Number(row[column] ?? NaN), 0);

/** Orders that pass, as `o`. */
const passing = (where: string, table = "order_info") => `
  WITH o AS (
    SELECT *
    FROM (
      SELECT o.*, CASE c.provincial_code WHEN 'PH-00' THEN 'Metro Manila' ELSE c.lgu END AS province
      FROM ${table} AS o
      JOIN customer_info AS c USING (customer_id)
    ) AS located
    WHERE ${where}
  )`;

const count = (where: string) => `${passing(where)} SELECT count(*) AS figure FROM o`;

/** By the key of the chart; one or more of each tab, and one of every dataset that ranks before Superset filters. */
export const FILTERED_FIGURES: Readonly<Record<string, FilteredFigure>> = {
  revenue_total: {
    shown: sumOf("Revenue"),
    sql: (where) => `${passing(where)} SELECT coalesce(sum(order_total), 0) AS figure FROM o`,
  },
  orders_total: { shown: sumOf("Orders"), sql: count },
  customers: {
    shown: sumOf("Customers"),
    sql: (where) => `${passing(where)} SELECT count(DISTINCT customer_id) AS figure FROM o`,
  },
  customers_repeat_share: {
    shown: sumOf("Revenue share of repeat customers"),
    sql: (where) =>
      `${passing(where)},
      repeaters AS (SELECT customer_id FROM order_info GROUP BY customer_id HAVING count(*) > 1)
      SELECT sum(CASE WHEN customer_id IN (SELECT customer_id FROM repeaters) THEN order_total ELSE 0 END)
        / sum(order_total) AS figure
      FROM o`,
  },
  map_orders: { shown: sumOf("metric"), sql: count },
  items_sold: {
    shown: sumOf("Units sold"),
    sql: (where) => `${passing(where)} SELECT sum(quantity) AS figure FROM o JOIN item_info USING (order_id)`,
  },
  items_bought: {
    shown: sumOf("Units sold"),
    sql: (where) =>
      `${passing(where)}
      SELECT sum(units) AS figure FROM (
        SELECT sum(quantity) AS units FROM o JOIN item_info USING (order_id) GROUP BY sku ORDER BY 1 DESC LIMIT 10
      ) AS best`,
  },
  pairs: {
    shown: sumOf("Orders with both"),
    sql: (where) =>
      `${passing(where)}
      SELECT count(*) AS figure
      FROM o JOIN item_info AS a USING (order_id) JOIN item_info AS b USING (order_id)
      WHERE a.sku <> b.sku`,
  },
  payment_methods: { shown: sumOf("Orders"), sql: count },
  lost_revenue: {
    shown: sumOf("Lost revenue"),
    sql: (where) =>
      `${passing(where, "failed_order_info")} SELECT coalesce(sum(order_total), 0) AS figure FROM o`,
  },
};
