/** Figures of the dashboard, computed from the tables alone, in another way than the dashboard does. */

const LAST = "(SELECT max(order_date) FROM order_info)";

type Unit = "day" | "month" | "quarter" | "year";
const LENGTHS = { day: "1 day", month: "1 month", quarter: "3 months", year: "1 year" };

/** Orders of a period up to the last one. */
const since = (unit: Unit) => `o.order_date >= date_trunc('${unit}', ${LAST})`;

/**
 * Orders of the period before that would be past if they were dated one period later. PostgreSQL leaves what is dated
 * later in its month, so that the 31st becomes the 30th. The last day of a month counts as past.
 */
const before = (unit: Unit) => {
  const length = `interval '${LENGTHS[unit]}'`;
  const isLastDay = `extract(day FROM ${LAST} + interval '1 day') = 1`;
  const past = unit === "day" ? LAST : `CASE WHEN ${isLastDay} THEN 'infinity' ELSE ${LAST} END`;
  return `date_trunc('${unit}', o.order_date) = date_trunc('${unit}', ${LAST} - ${length})
    AND o.order_date + ${length} <= ${past}
    AND date_trunc('month', o.order_date + ${length}) <= ${LAST}`;
};

const revenue = (where = "true") => `SELECT sum(order_total) AS figure FROM order_info AS o WHERE ${where}`;
const profit = (where = "true") => `
  SELECT sum(i.subtotal - i.quantity * s.cost) AS figure
  FROM order_info AS o JOIN item_info AS i USING (order_id) JOIN sku_info AS s USING (sku)
  WHERE ${where}`;
const count = (where = "true") => `SELECT count(*) AS figure FROM order_info AS o WHERE ${where}`;

const newCustomers = (where: string) => `
  SELECT count(*) AS figure
  FROM (SELECT min(order_date) AS order_date FROM order_info GROUP BY customer_id) AS o
  WHERE ${where}`;

const REPEATERS =
  "(SELECT customer_id, sum(order_total) AS revenue FROM order_info GROUP BY 1 HAVING count(*) > 1)";
const ENDED = "(SELECT count(*) FROM order_info) + (SELECT count(*) FROM failed_order_info)";
const failed = (status: string) =>
  `SELECT count(*) AS figure FROM failed_order_info WHERE order_status = '${status}'`;

/** SQL by the key of the chart that shows the figure. */
export const FIGURES: Readonly<Record<string, string>> = {
  revenue_total: revenue(),
  revenue_month: revenue(since("month")),
  revenue_quarter: revenue(since("quarter")),
  revenue_year: revenue(since("year")),
  profit_total: profit(),
  profit_month: profit(since("month")),
  profit_quarter: profit(since("quarter")),
  profit_year: profit(since("year")),
  margin: `SELECT 100 * (${profit()}) / (${revenue()}) AS figure`,
  orders_total: count(),
  orders_day: count(since("day")),
  orders_month: count(since("month")),
  orders_quarter: count(since("quarter")),
  orders_year: count(since("year")),
  orders_average: "SELECT avg(order_total) AS figure FROM order_info",
  customers: "SELECT count(DISTINCT customer_id) AS figure FROM order_info",
  customers_repeat: `SELECT count(*) AS figure FROM ${REPEATERS} AS r`,
  customers_one_time: `
    SELECT count(*) AS figure
    FROM (SELECT FROM order_info GROUP BY customer_id HAVING count(*) = 1) AS c`,
  customers_repeat_rate: `
    SELECT (SELECT count(*) FROM ${REPEATERS} AS r)::numeric / count(DISTINCT customer_id) AS figure FROM order_info`,
  customers_new: newCustomers(since("month")),
  customers_repeat_share: `SELECT sum(revenue) / (${revenue()}) AS figure FROM ${REPEATERS} AS r`,
  customers_best_share: `
    WITH recent AS (SELECT * FROM order_info WHERE order_date > ${LAST} - interval '1 year')
    SELECT (SELECT sum(total) FROM (
      SELECT sum(order_total) AS total FROM recent GROUP BY customer_id ORDER BY 1 DESC LIMIT 10
    ) AS best) / sum(order_total) AS figure FROM recent`,
  express_share: "SELECT avg(express_shipping::integer) AS figure FROM order_info",
  on_time_share: "SELECT avg((finished_date <= eta + interval '1 day')::integer) AS figure FROM order_info",
  hours_to_pay: "SELECT avg(extract(epoch FROM payment_date - order_date)) / 3600 AS figure FROM order_info",
  hours_to_ship:
    "SELECT avg(extract(epoch FROM shipped_date - payment_date)) / 3600 AS figure FROM order_info",
  timed_out: failed("Timed Out"),
  cancelled: failed("Cancelled"),
  returned: failed("Returned"),
  timed_out_share: `SELECT (${failed("Timed Out")})::numeric / (${ENDED}) AS figure`,
  lost_revenue: "SELECT sum(order_total) AS figure FROM failed_order_info",
};

/** What the figure of a trend is compared with: SQL by the key of its chart. */
export const BASES: Readonly<Record<string, string>> = {
  revenue_month: revenue(before("month")),
  revenue_quarter: revenue(before("quarter")),
  revenue_year: revenue(before("year")),
  profit_month: profit(before("month")),
  profit_quarter: profit(before("quarter")),
  profit_year: profit(before("year")),
  orders_day: count(before("day")),
  orders_month: count(before("month")),
  orders_quarter: count(before("quarter")),
  orders_year: count(before("year")),
  customers_new: newCustomers(before("month")),
};
