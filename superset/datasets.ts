/** What the charts draw from: the views of sinks/sql/006_sales.sql, with the words and sums of the shop. */
import bestCustomerItemsSql from "./sql/best_customer_items.sql" with { type: "text" };
import bestItemsSql from "./sql/best_items.sql" with { type: "text" };
import bestCustomersSql from "./sql/best_customers.sql" with { type: "text" };
import bestPartnersSql from "./sql/best_partners.sql" with { type: "text" };
import filteredMacro from "./sql/filtered.jinja" with { type: "text" };
import itemsSql from "./sql/items.sql" with { type: "text" };
import ordersSql from "./sql/orders.sql" with { type: "text" };
import outcomesSql from "./sql/outcomes.sql" with { type: "text" };
import pairsSql from "./sql/pairs.sql" with { type: "text" };
import provincesSql from "./sql/provinces.sql" with { type: "text" };
import type { Dataset, Metric } from "./model.ts";

/** Every dataset has these: the dashboard's filters go by them. */
const FILTERED = {
  order_date: "TIMESTAMP",
  customer_id: "BIGINT",
  province: "TEXT",
  payment_method: "TEXT",
} as const;

const metric = (label: string, sql: string): Metric => ({ label, sql });

const MONEY = {
  revenue: metric("Revenue", "SUM(revenue)"),
  cost: metric("Cost of goods", "SUM(cost)"),
  profit: metric("Profit", "SUM(profit)"),
} as const;
const ORDERS = metric("Orders", "COUNT(*)");

export const orders = {
  name: "orders",
  sql: ordersSql,
  columns: {
    ...FILTERED,
    order_id: "INTEGER",
    customer_name: "TEXT",
    customer: "TEXT",
    company: "TEXT",
    contact_number: "TEXT",
    revenue: "NUMERIC",
    profit: "NUMERIC",
    units: "INTEGER",
    year: "TEXT",
    quarter: "TEXT",
    day_of_month: "TEXT",
    is_sale_day: "BOOLEAN",
    shipping: "TEXT",
    in_last_month: "BOOLEAN",
    in_last_year: "BOOLEAN",
    day_to_date: "BOOLEAN",
    month_to_date: "BOOLEAN",
    quarter_to_date: "BOOLEAN",
    year_to_date: "BOOLEAN",
  },
  metrics: {
    ...MONEY,
    orders: ORDERS,
    average_order: metric("Average order value", "AVG(revenue)"),
    margin: metric("Gross profit margin", "100 * SUM(profit) / NULLIF(SUM(revenue), 0)"),
    sale_day_revenue: metric("Sale day", "SUM(revenue) FILTER (WHERE is_sale_day)"),
    customers: metric("Customers", "COUNT(DISTINCT customer_id)"),
    repeat_customers: metric(
      "Repeat customers",
      "COUNT(DISTINCT customer_id) FILTER (WHERE orders_of_customer > 1)",
    ),
    one_time_customers: metric(
      "One-time customers",
      "COUNT(DISTINCT customer_id) FILTER (WHERE orders_of_customer = 1)",
    ),
    repeat_rate: metric(
      "Repeat rate",
      "COUNT(DISTINCT customer_id) FILTER (WHERE orders_of_customer > 1)::numeric " +
        "/ NULLIF(COUNT(DISTINCT customer_id), 0)",
    ),
    repeat_share: metric(
      "Revenue share of repeat customers",
      "SUM(revenue) FILTER (WHERE orders_of_customer > 1) / NULLIF(SUM(revenue), 0)",
    ),
    new_customers: metric("New customers", "COUNT(*) FILTER (WHERE is_first_of_customer)"),
    hours_to_pay: metric("Hours to payment", "AVG(hours_to_pay)"),
    hours_to_ship: metric("Hours from payment to shipping", "AVG(hours_to_ship)"),
    hours_to_deliver: metric("Hours from shipping to delivery", "AVG(hours_to_deliver)"),
    express_share: metric("Express", "AVG(express_shipping::integer)"),
    on_time_share: metric("On time", "AVG(on_time::integer)"),
  },
} as const satisfies Dataset;

export const provinces = {
  name: "provinces",
  sql: provincesSql,
  columns: { ...FILTERED, map_code: "TEXT" },
  metrics: {
    ...MONEY,
    orders: ORDERS,
    customers: metric("Customers", "COUNT(DISTINCT customer_id)"),
    units: metric("Items", "SUM(units)"),
  },
} as const satisfies Dataset;

export const bestCustomers = {
  name: "best_customers",
  sql: filteredMacro + bestCustomersSql,
  columns: {
    ...FILTERED,
    customer_name: "TEXT",
    customer: "TEXT",
    company: "TEXT",
    contact_number: "TEXT",
    is_best: "BOOLEAN",
  },
  metrics: {
    revenue: MONEY.revenue,
    orders: ORDERS,
    best_share: metric(
      "Revenue share of the ten best",
      "SUM(revenue) FILTER (WHERE is_best) / NULLIF(SUM(revenue), 0)",
    ),
  },
} as const satisfies Dataset;

export const bestCustomerItems = {
  name: "best_customer_items",
  sql: filteredMacro + bestCustomerItemsSql,
  columns: { ...FILTERED, customer_name: "TEXT", item: "TEXT" },
  metrics: { revenue: MONEY.revenue },
} as const satisfies Dataset;

export const items = {
  name: "items",
  sql: itemsSql,
  columns: { ...FILTERED, sku: "INTEGER", item: "TEXT" },
  metrics: {
    ...MONEY,
    negative_cost: metric("Cost of goods", "-SUM(cost)"),
    units: metric("Units sold", "SUM(quantity)"),
    orders: ORDERS,
  },
} as const satisfies Dataset;

export const bestItems = {
  name: "best_items",
  sql: filteredMacro + bestItemsSql,
  columns: { ...FILTERED, item: "TEXT", is_most_profitable: "BOOLEAN", is_most_bought: "BOOLEAN" },
  metrics: {
    revenue: MONEY.revenue,
    profit: MONEY.profit,
    units: metric("Units sold", "SUM(quantity)"),
    orders: ORDERS,
  },
} as const satisfies Dataset;

export const pairs = {
  name: "pairs",
  sql: pairsSql,
  columns: { ...FILTERED, sku: "INTEGER", partner: "INTEGER" },
  metrics: { orders: metric("Orders with both", "COUNT(*)") },
} as const satisfies Dataset;

export const bestPartners = {
  name: "best_partners",
  sql: filteredMacro + bestPartnersSql,
  columns: { ...FILTERED, sku: "TEXT", partner: "TEXT" },
  metrics: { orders: metric("Orders with both", "COUNT(*)") },
} as const satisfies Dataset;

export const outcomes = {
  name: "outcomes",
  sql: outcomesSql,
  columns: { ...FILTERED, order_status: "TEXT", revenue: "NUMERIC" },
  metrics: {
    orders: ORDERS,
    timed_out: metric("Timed out", "COUNT(*) FILTER (WHERE order_status = 'Timed Out')"),
    cancelled: metric("Cancelled", "COUNT(*) FILTER (WHERE order_status = 'Cancelled')"),
    returned: metric("Returned", "COUNT(*) FILTER (WHERE order_status = 'Returned')"),
    timed_out_share: metric("Timed out, share", "AVG((order_status = 'Timed Out')::integer)"),
    cancelled_share: metric("Cancelled, share", "AVG((order_status = 'Cancelled')::integer)"),
    returned_share: metric("Returned, share", "AVG((order_status = 'Returned')::integer)"),
    failed_share: metric("Failed, share", "AVG((order_status <> 'Delivered')::integer)"),
    lost_revenue: metric("Lost revenue", "SUM(revenue) FILTER (WHERE order_status <> 'Delivered')"),
  },
} as const satisfies Dataset;

export const DATASETS: readonly Dataset[] = [
  orders,
  provinces,
  bestCustomers,
  bestCustomerItems,
  items,
  bestItems,
  pairs,
  bestPartners,
  outcomes,
];
