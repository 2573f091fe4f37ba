/** Payment and delivery: duration of each step, payment methods, express shipping, and failed orders. */
import { bars } from "../charts/bars.ts";
import { figure } from "../charts/figure.ts";
import { lines } from "../charts/lines.ts";
import { COUNT, HOURS, PESOS, SHARE, WHOLE_SHARE } from "../charts/numbers.ts";
import { ring } from "../charts/ring.ts";
import { orders, outcomes } from "../datasets.ts";
import { row, type Tab, text } from "../model.ts";

const MONTHS = { column: "order_date", grain: "P1M", format: "%b %Y" } as const;

const toPay = figure({
  key: "hours_to_pay",
  title: "Hours to payment",
  dataset: orders,
  metric: "hours_to_pay",
  number: HOURS,
  subtitle: "from the order",
});
const toShip = figure({
  key: "hours_to_ship",
  title: "Hours to shipping",
  dataset: orders,
  metric: "hours_to_ship",
  number: HOURS,
  subtitle: "from payment",
});
const toDeliver = figure({
  key: "hours_to_deliver",
  title: "Hours to delivery",
  dataset: orders,
  metric: "hours_to_deliver",
  number: HOURS,
  subtitle: "from shipping",
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
  title: "Orders by payment method and month, latest month to date",
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
  number: WHOLE_SHARE,
});

/** Number and share of one kind of failure. */
function failure(metric: "timed_out" | "cancelled" | "returned", title: string, description: string) {
  const shared = { dataset: outcomes, description };
  return [
    figure({ ...shared, key: metric, title, metric, number: COUNT, subtitle: "orders" }),
    figure({
      ...shared,
      key: `${metric}_share`,
      title: `${title}, share`,
      metric: `${metric}_share`,
      number: SHARE,
      subtitle: "of all orders",
    }),
  ] as const;
}
const [timedOut, timedOutShare] = failure("timed_out", "Timed out", "Not paid within seven days.");
const [cancelled, cancelledShare] = failure("cancelled", "Cancelled", "Before or during shipping.");
const [returned, returnedShare] = failure("returned", "Returned", "Upon delivery.");
const failedShare = figure({
  key: "failed_share",
  title: "All failed orders, share",
  dataset: outcomes,
  metric: "failed_share",
  number: SHARE,
  subtitle: "of all orders",
});
const lost = figure({
  key: "lost_revenue",
  title: "Lost revenue",
  dataset: outcomes,
  metric: "lost_revenue",
  number: PESOS,
  subtitle: "of failed orders",
});
const failedByMonth = bars({
  key: "failed_monthly",
  title: "Failed orders by month, latest month to date",
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
    row(8, [text("### Failed orders"), 12]),
    row(20, [timedOut, 3], [cancelled, 3], [returned, 3], [lost, 3]),
    row(20, [timedOutShare, 3], [cancelledShare, 3], [returnedShare, 3], [failedShare, 3]),
    row(40, [failedByMonth, 12]),
  ],
};
