/** Payment and delivery: how long each step takes, how orders are paid and sent, and why some fail. */
import { bars, COUNT, figure, HOURS, lines, PESOS, ring, SHARE } from "../charts.ts";
import { orders, outcomes } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const MONTHS = { column: "order_date", grain: "P1M", format: "%b %Y" } as const;

const toPay = figure({
  key: "hours_to_pay",
  title: "Average time to payment",
  dataset: orders,
  metric: "hours_to_pay",
  number: HOURS,
  subtitle: "hours",
});
const toShip = figure({
  key: "hours_to_ship",
  title: "Average time to shipping",
  description: "From payment.",
  dataset: orders,
  metric: "hours_to_ship",
  number: HOURS,
  subtitle: "hours",
});
const toDeliver = figure({
  key: "hours_to_deliver",
  title: "Average time to delivery",
  description: "From shipping.",
  dataset: orders,
  metric: "hours_to_deliver",
  number: HOURS,
  subtitle: "hours",
});
const express = figure({
  key: "express_share",
  title: "Express shipping",
  dataset: orders,
  metric: "express_share",
  number: SHARE,
  subtitle: "of delivered orders",
});
const onTime = figure({
  key: "on_time_share",
  title: "On time",
  description: "Finished at most 24 hours after the ETA.",
  dataset: orders,
  metric: "on_time_share",
  number: SHARE,
  subtitle: "by ETA + 24 h",
});

const methods = ring({
  key: "payment_methods",
  title: "Payment methods",
  dataset: orders,
  by: "payment_method",
  metric: "orders",
});
const methodsByMonth = bars({
  key: "payment_methods_monthly",
  title: "Orders by payment method and month",
  dataset: orders,
  x: MONTHS,
  metrics: ["orders"],
  by: "payment_method",
  number: COUNT,
  stacked: true,
});
const hoursByMonth = lines({
  key: "hours_monthly",
  title: "Average hours of each step by month",
  dataset: orders,
  x: MONTHS,
  metrics: ["hours_to_deliver", "hours_to_ship", "hours_to_pay"],
  number: COUNT,
  axisTitle: "Hours",
});
const sharesByMonth = lines({
  key: "shares_monthly",
  title: "Express and on-time share by month",
  dataset: orders,
  x: MONTHS,
  metrics: ["on_time_share", "express_share"],
  number: { format: ".0%" },
  axisTitle: "",
});

const failures = ([
  ["timed_out", "Timed out", "Not paid within seven days."],
  ["cancelled", "Cancelled", "Before or during shipping."],
  ["returned", "Returned", "Upon delivery."],
] as const).map(([metric, title, description]) =>
  [
    figure({ key: metric, title, description, dataset: outcomes, metric, number: COUNT, subtitle: "orders" }),
    figure({
      key: `${metric}_rate`,
      title: `${title}, rate`,
      dataset: outcomes,
      metric: `${metric}_rate`,
      number: SHARE,
      subtitle: "of all orders",
    }),
  ] as const
);
const lost = figure({
  key: "lost_revenue",
  title: "Lost revenue",
  dataset: outcomes,
  metric: "lost_revenue",
  number: PESOS,
});
const failedByMonth = bars({
  key: "failed_monthly",
  title: "Failed orders by month",
  dataset: outcomes,
  x: MONTHS,
  metrics: ["timed_out", "cancelled", "returned"],
  number: COUNT,
  stacked: true,
});

export const paymentAndDelivery: Tab = {
  title: "By Payment and Delivery",
  rows: [
    row(20, [toPay, 3], [toShip, 3], [toDeliver, 2], [express, 2], [onTime, 2]),
    row(42, [methods, 4], [methodsByMonth, 8]),
    row(42, [hoursByMonth, 6], [sharesByMonth, 6]),
    row(6, [text("### Failed orders"), 12]),
    row(20, ...failures.flat().map((content) => [content, 2] as const)),
    row(40, [lost, 3], [failedByMonth, 9]),
  ],
};
