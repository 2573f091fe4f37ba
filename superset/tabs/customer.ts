/** Customers: repeat customers, new ones, and the best ones by revenue. */
import { bars } from "../charts/bars.ts";
import { figure } from "../charts/figure.ts";
import { COUNT, PESOS, SHARE, WHOLE_PESOS } from "../charts/numbers.ts";
import { table } from "../charts/table.ts";
import { treemap } from "../charts/treemap.ts";
import { trend } from "../charts/trend.ts";
import { bestCustomerItems, bestCustomers, orders, periods } from "../datasets.ts";
import { row, type Tab } from "../model.ts";

const customers = figure({
  key: "customers",
  title: "Customers",
  dataset: orders,
  metric: "customers",
  number: COUNT,
});
const repeat = figure({
  key: "customers_repeat",
  title: "Repeat customers",
  description: "Customers with more than one delivered order.",
  dataset: orders,
  metric: "repeat_customers",
  number: COUNT,
});
const oneTime = figure({
  key: "customers_one_time",
  title: "One-time customers",
  dataset: orders,
  metric: "one_time_customers",
  number: COUNT,
});
const repeatRate = figure({
  key: "customers_repeat_rate",
  title: "Repeat rate",
  description: "Share of customers who have more than one delivered order.",
  dataset: orders,
  metric: "repeat_rate",
  number: SHARE,
});
const repeatShare = figure({
  key: "customers_repeat_share",
  title: "Repeat revenue share",
  description: "Share of all revenue that comes from repeat customers.",
  dataset: orders,
  metric: "repeat_share",
  number: SHARE,
});
const bestShare = figure({
  key: "customers_best_share",
  title: "Revenue share of the ten best, last 12 months",
  description:
    "Share of the revenue of the last twelve months that comes from the ten best customers of these months.",
  dataset: bestCustomers,
  metric: "best_share",
  number: SHARE,
});
const newOnes = trend({
  key: "customers_new",
  title: "New customers of the month",
  description: "Up to the day and hour of the last order, compared with the same part of the month before. " +
    "On the last day of a month it is compared with the whole month before.",
  dataset: periods,
  metric: "new_customers",
  number: COUNT,
  grain: "P1M",
  change: "MoM",
  where: ["of_month", "is_to_date"],
});

const topCustomers = table({
  key: "customers_top",
  title: "Top customers, last 12 months",
  dataset: bestCustomers,
  where: ["is_best"],
  columns: { customer_id: "ID", customer_name: "Name", company: "Company", contact_number: "Phone" },
  metrics: { revenue: WHOLE_PESOS, orders: COUNT },
});
const best = bars({
  key: "customers_best",
  title: "Ten best customers by revenue, last 12 months",
  dataset: bestCustomers,
  where: ["is_best"],
  x: { column: "customer" },
  metrics: ["revenue"],
  number: PESOS,
  isHorizontal: true,
  values: true,
});
const bestByMonth = bars({
  key: "customers_best_monthly",
  title: "Revenue of the ten best customers by month",
  description: "Twelve months up to the last order, so the first and the last month are incomplete.",
  dataset: bestCustomers,
  where: ["is_best"],
  x: { column: "order_date", grain: "P1M", format: "%b %Y" },
  metrics: ["revenue"],
  by: "customer",
  legend: "right",
  number: PESOS,
  stacked: true,
});
const bestItems = treemap({
  key: "customers_best_items",
  title: "Ten best SKUs of each of the ten best customers, last 12 months",
  dataset: bestCustomerItems,
  by: ["customer", "item"],
  metric: "revenue",
  number: PESOS,
});

export const customer: Tab = {
  title: "By Customer",
  rows: [
    row(20, [customers, 3], [repeat, 3], [oneTime, 3], [repeatRate, 3]),
    row(22, [repeatShare, 3], [bestShare, 4], [newOnes, 5]),
    row(50, [topCustomers, 12]),
    row(50, [best, 5], [bestByMonth, 7]),
    row(120, [bestItems, 12]),
  ],
};
