/** Orders: their number and average value. */
import { figure } from "../charts/figure.ts";
import { mixed } from "../charts/mixed.ts";
import { COUNT, WHOLE_PESOS } from "../charts/numbers.ts";
import { trend } from "../charts/trend.ts";
import { orders, periods } from "../datasets.ts";
import { row, type Tab } from "../model.ts";

const total = figure({
  key: "orders_total",
  title: "Total orders",
  dataset: orders,
  metric: "orders",
  number: COUNT,
});
const average = figure({
  key: "orders_average",
  title: "Average order value",
  dataset: orders,
  metric: "average_order",
  number: WHOLE_PESOS,
});

const counted = { dataset: periods, metric: "orders", number: COUNT } as const;
const ofDay = trend({
  ...counted,
  key: "orders_day",
  title: "Daily orders",
  grain: "P1D",
  change: "DoD",
  where: ["of_day", "is_to_date"],
});
const ofMonth = trend({
  ...counted,
  key: "orders_month",
  title: "Monthly orders",
  grain: "P1M",
  change: "MoM",
  where: ["of_month", "is_to_date"],
});
const ofQuarter = trend({
  ...counted,
  key: "orders_quarter",
  title: "Quarterly orders",
  grain: "P3M",
  change: "QoQ",
  where: ["of_quarter", "is_to_date"],
});
const ofYear = trend({
  ...counted,
  key: "orders_year",
  title: "Yearly orders",
  grain: "P1Y",
  change: "YTD",
  where: ["of_year", "is_to_date"],
});

/** Every chart of this tab counts orders on the left axis and shows their average value on the right one. */
const axes = {
  a: { metrics: ["orders"], style: "bar", number: COUNT },
  b: {
    metrics: ["average_order"],
    style: "line",
    number: WHOLE_PESOS,
    right: true,
  },
} as const;
const daily = mixed({
  ...axes,
  key: "orders_daily",
  title: "Daily orders (bars) and their average value (line), last month",
  dataset: periods,
  where: ["of_day", "is_whole"],
  x: { column: "order_date", grain: "P1D", format: "%b %d" },
});
const monthly = mixed({
  ...axes,
  key: "orders_monthly",
  title: "Monthly orders (bars) and their average value (line), latest month to date",
  dataset: periods,
  where: ["of_month", "is_whole"],
  x: { column: "order_date", grain: "P1M", format: "%b %Y" },
});
const quarterly = mixed({
  ...axes,
  key: "orders_quarterly",
  title: "Quarterly orders and average value, latest quarter to date",
  dataset: periods,
  where: ["of_quarter", "is_whole"],
  x: { column: "quarter" },
});
const yearly = mixed({
  ...axes,
  key: "orders_yearly",
  title: "Yearly orders and average value, latest year to date",
  dataset: periods,
  where: ["of_year", "is_whole"],
  x: { column: "year" },
});
const byDayOfMonth = mixed({
  ...axes,
  key: "orders_day_of_month",
  title: "Orders (bars) and their average value (line) by day of the month",
  dataset: orders,
  x: { column: "day_of_month" },
});

export const order: Tab = {
  title: "By Order",
  rows: [
    row(22, [total, 2], [ofDay, 2], [ofMonth, 2], [ofQuarter, 2], [ofYear, 2], [average, 2]),
    row(42, [daily, 12]),
    row(42, [monthly, 12]),
    row(42, [quarterly, 7], [yearly, 5]),
    row(42, [byDayOfMonth, 12]),
  ],
};
