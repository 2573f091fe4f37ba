/** Revenue and profit: the latest month, quarter and year compared with the one before, and the course over time. */
import { bars } from "../charts/bars.ts";
import { figure } from "../charts/figure.ts";
import { gauge } from "../charts/gauge.ts";
import { lines } from "../charts/lines.ts";
import { mixed } from "../charts/mixed.ts";
import { PESOS } from "../charts/numbers.ts";
import { trend } from "../charts/trend.ts";
import { orders, periods } from "../datasets.ts";
import { row, type Tab } from "../model.ts";

const TO_DATE =
  "Up to the day and hour of the last order, compared with the same part of the period before. " +
  "On the last day of a month it is compared with the whole month before.";

/** Month, quarter and year of one metric. */
function trends(metric: "revenue" | "profit", name: string) {
  const shared = { dataset: periods, metric, number: PESOS, description: TO_DATE };
  return [
    trend({
      ...shared,
      key: `${metric}_month`,
      title: `Monthly ${name}`,
      grain: "P1M",
      change: "MoM",
      where: ["of_month", "is_to_date"],
    }),
    trend({
      ...shared,
      key: `${metric}_quarter`,
      title: `Quarterly ${name}`,
      grain: "P3M",
      change: "QoQ",
      where: ["of_quarter", "is_to_date"],
    }),
    trend({
      ...shared,
      key: `${metric}_year`,
      title: `Yearly ${name}`,
      grain: "P1Y",
      change: "YTD",
      where: ["of_year", "is_to_date"],
    }),
  ] as const;
}
const [revenueMonth, revenueQuarter, revenueYear] = trends("revenue", "revenue");
const [profitMonth, profitQuarter, profitYear] = trends("profit", "profit");

const totalRevenue = figure({
  key: "revenue_total",
  title: "Total revenue",
  dataset: orders,
  metric: "revenue",
  number: PESOS,
});
const totalProfit = figure({
  key: "profit_total",
  title: "Total profit",
  dataset: orders,
  metric: "profit",
  number: PESOS,
});
const margin = gauge({
  key: "margin",
  title: "Gross profit margin",
  dataset: orders,
  metric: "margin",
  most: 100,
  unit: "%",
});

const daily = mixed({
  key: "revenue_daily",
  title: "Daily revenue and profit, last month",
  description:
    "A sale is on for most of the month. The busiest days are the 14th, the 15th and the last three days of the month.",
  dataset: periods,
  where: ["of_day", "is_whole"],
  x: { column: "order_date", grain: "P1D", format: "%b %d" },
  a: { metrics: ["revenue", "profit"], style: "line", area: true, number: PESOS },
  b: { metrics: ["busy_sale_day_revenue"], style: "scatter", number: PESOS },
});
const monthly = lines({
  key: "revenue_monthly",
  title: "Monthly revenue and profit, latest month to date; dashed: whole months one year before",
  description: "The time range filter needs a start and an end here, because Superset shifts both by a year.",
  dataset: periods,
  where: ["of_month", "is_whole"],
  x: { column: "order_date", grain: "P1M", format: "%b %Y" },
  metrics: ["revenue", "profit"],
  number: PESOS,
  yearBefore: true,
});
const quarterly = bars({
  key: "revenue_quarterly",
  title: "Quarterly revenue and profit, latest quarter to date",
  dataset: periods,
  where: ["of_quarter", "is_whole"],
  x: { column: "quarter" },
  metrics: ["revenue", "profit"],
  number: PESOS,
});
const yearly = bars({
  key: "revenue_yearly",
  title: "Yearly revenue and profit, latest year to date",
  dataset: periods,
  where: ["of_year", "is_whole"],
  x: { column: "year" },
  metrics: ["revenue", "profit"],
  number: PESOS,
  values: true,
});

export const revenueAndProfit: Tab = {
  title: "By Revenue and Profit",
  rows: [
    row(22, [revenueMonth, 3], [revenueQuarter, 3], [revenueYear, 3], [totalRevenue, 3]),
    row(22, [profitMonth, 3], [profitQuarter, 3], [profitYear, 3], [totalProfit, 3]),
    row(42, [daily, 9], [margin, 3]),
    row(44, [monthly, 12]),
    row(42, [quarterly, 6], [yearly, 6]),
  ],
};
