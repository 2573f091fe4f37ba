/** The datasets of the charts: the facts of sinks/postgres/sql/006_sales.sql, with names and sums. */
import bestCustomerItemsSql from "./sql/best_customer_items.sql" with { type: "text" };
import bestCustomersSql from "./sql/best_customers.sql" with { type: "text" };
import filteredMacros from "./sql/filtered.jinja" with { type: "text" };
import itemsSql from "./sql/items.sql" with { type: "text" };
import ordersSql from "./sql/orders.sql" with { type: "text" };
import outcomesSql from "./sql/outcomes.sql" with { type: "text" };
import pairsSql from "./sql/pairs.sql" with { type: "text" };
import periodsSql from "./sql/periods.sql" with { type: "text" };
import provincesSql from "./sql/provinces.sql" with { type: "text" };
import type { Dataset, Metric } from "./model.ts";

/** Every dataset has this column, because Superset itself filters by time. */
const DATED = { order_date: "TIMESTAMP" } as const;
/** The columns of the dashboard's filters. */
const FILTERED = { ...DATED, customer_id: "BIGINT", province: "TEXT", payment_method: "TEXT" } as const;

const metric = (label: string, sql: string): Metric => ({ label, sql });

/** Without rows, a sum is null in SQL, and charts would show "No data" where the right value is 0. */
const sum = (what: string) => `COALESCE(SUM(${what}), 0)`;
const sumWhere = (what: string, condition: string) => `COALESCE(SUM(${what}) FILTER (WHERE ${condition}), 0)`;

const REVENUE = metric("Revenue", sum("revenue"));
const PROFIT = metric("Profit", sum("profit"));
const COUNTED = metric("Orders", "COUNT(*)");
/** For datasets whose rows sum up several orders. */
const SUMMED = metric("Orders", "SUM(orders)");

export const orders = {
  name: "orders",
  sql: filteredMacros + ordersSql,
  columns: { ...FILTERED, order_id: "INTEGER", day_of_month: "TEXT" },
  metrics: {
    revenue: REVENUE,
    profit: PROFIT,
    orders: COUNTED,
    average_order: metric("Average order value", "AVG(revenue)"),
    margin: metric("Gross profit margin", "100 * SUM(profit) / NULLIF(SUM(revenue), 0)"),
    customers: metric("Customers", "COUNT(DISTINCT customer_id)"),
    repeat_customers: metric(
      "Repeat customers",
      "COUNT(DISTINCT customer_id) FILTER (WHERE is_of_repeat_customer)",
    ),
    // They have one order each.
    one_time_customers: metric("One-time customers", "COUNT(*) FILTER (WHERE NOT is_of_repeat_customer)"),
    repeat_rate: metric(
      "Repeat rate",
      "COUNT(DISTINCT customer_id) FILTER (WHERE is_of_repeat_customer)::numeric " +
        "/ NULLIF(COUNT(DISTINCT customer_id), 0)",
    ),
    repeat_share: metric(
      "Revenue share of repeat customers",
      `${sumWhere("revenue", "is_of_repeat_customer")} / NULLIF(SUM(revenue), 0)`,
    ),
    hours_to_pay: metric("Hours to payment", "AVG(hours_to_pay)"),
    hours_to_ship: metric("Hours from payment to shipping", "AVG(hours_to_ship)"),
    hours_to_deliver: metric("Hours from shipping to delivery", "AVG(hours_to_deliver)"),
    express_share: metric("Express", "AVG(express_shipping::integer)"),
    on_time_share: metric("On time", "AVG(on_time::integer)"),
  },
} as const satisfies Dataset;

export const periods = {
  name: "periods",
  sql: filteredMacros + periodsSql,
  columns: {
    ...DATED,
    year: "TEXT",
    quarter: "TEXT",
    of_day: "BOOLEAN",
    of_month: "BOOLEAN",
    of_quarter: "BOOLEAN",
    of_year: "BOOLEAN",
    is_whole: "BOOLEAN",
    is_to_date: "BOOLEAN",
  },
  metrics: {
    revenue: REVENUE,
    profit: PROFIT,
    orders: SUMMED,
    average_order: metric("Average order value", "SUM(revenue) / NULLIF(SUM(orders), 0)"),
    // Null on other days, which are not marked.
    busy_sale_day_revenue: metric("Busiest sale days", "SUM(revenue) FILTER (WHERE is_busy_sale_day)"),
    new_customers: metric("New customers", "SUM(new_customers)"),
  },
} as const satisfies Dataset;

export const provinces = {
  name: "provinces",
  sql: filteredMacros + provincesSql,
  columns: { ...DATED, province: "TEXT", map_code: "TEXT" },
  metrics: {
    revenue: REVENUE,
    profit: PROFIT,
    orders: SUMMED,
    customers: metric("Customers", "SUM(customers)"),
    units: metric("Items", "SUM(units)"),
  },
} as const satisfies Dataset;

export const bestCustomers = {
  name: "best_customers",
  sql: filteredMacros + bestCustomersSql,
  columns: {
    ...DATED,
    customer_id: "BIGINT",
    customer_name: "TEXT",
    customer: "TEXT",
    company: "TEXT",
    contact_number: "TEXT",
    is_best: "BOOLEAN",
  },
  metrics: {
    revenue: REVENUE,
    orders: COUNTED,
    best_share: metric(
      "Revenue share of the ten best",
      `${sumWhere("revenue", "is_best")} / NULLIF(SUM(revenue), 0)`,
    ),
  },
} as const satisfies Dataset;

export const bestCustomerItems = {
  name: "best_customer_items",
  sql: filteredMacros + bestCustomerItemsSql,
  columns: { ...DATED, customer: "TEXT", item: "TEXT" },
  metrics: { revenue: REVENUE },
} as const satisfies Dataset;

export const items = {
  name: "items",
  sql: filteredMacros + itemsSql,
  columns: {
    ...DATED,
    sku: "INTEGER",
    item: "TEXT",
    is_most_profitable: "BOOLEAN",
    is_most_bought: "BOOLEAN",
  },
  metrics: {
    revenue: REVENUE,
    profit: PROFIT,
    negative_cost: metric("Cost of goods", "-SUM(cost)"),
    units: metric("Units sold", "SUM(units)"),
    orders: SUMMED,
  },
} as const satisfies Dataset;

export const pairs = {
  name: "pairs",
  sql: filteredMacros + pairsSql,
  columns: {
    ...DATED,
    sku: "INTEGER",
    partner: "INTEGER",
    is_best: "BOOLEAN",
    is_best_of_either: "BOOLEAN",
  },
  metrics: { orders: metric("Orders with both", "SUM(orders)") },
} as const satisfies Dataset;

export const outcomes = {
  name: "outcomes",
  sql: filteredMacros + outcomesSql,
  columns: { ...FILTERED, order_status: "TEXT", revenue: "NUMERIC" },
  metrics: {
    orders: COUNTED,
    timed_out: metric("Timed out", "COUNT(*) FILTER (WHERE order_status = 'Timed Out')"),
    cancelled: metric("Cancelled", "COUNT(*) FILTER (WHERE order_status = 'Cancelled')"),
    returned: metric("Returned", "COUNT(*) FILTER (WHERE order_status = 'Returned')"),
    timed_out_share: metric("Timed out, share", "AVG((order_status = 'Timed Out')::integer)"),
    cancelled_share: metric("Cancelled, share", "AVG((order_status = 'Cancelled')::integer)"),
    returned_share: metric("Returned, share", "AVG((order_status = 'Returned')::integer)"),
    failed_share: metric("Failed, share", "AVG((order_status <> 'Delivered')::integer)"),
    lost_revenue: metric("Lost revenue", sumWhere("revenue", "order_status <> 'Delivered'")),
  },
} as const satisfies Dataset;

export const DATASETS: readonly Dataset[] = [
  orders,
  periods,
  provinces,
  bestCustomers,
  bestCustomerItems,
  items,
  pairs,
  outcomes,
];
