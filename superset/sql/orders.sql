-- Delivered orders, with their place in time seen from the last one: "this month" is the month of the last order, not
-- of the calendar on the wall, and the last one before the end of the time range where one is chosen.
--
-- "To date" holds for the part of each month (quarter, year) that has passed in the present one, so that a month of 23
-- days is compared with 23 days. Where the month before is shorter, it counts as a whole.
SELECT
  o.*,
  o.customer_name || ' (' || o.customer_id || ')' AS customer,
  to_char(o.order_date, 'YYYY') AS year,
  to_char(o.order_date, 'YYYY "Q"Q') AS quarter,
  to_char(o.order_date, 'DD') AS day_of_month,
  extract(day FROM o.order_date) IN (14, 15)
    OR o.order_date >= date_trunc('month', o.order_date) + interval '1 month - 3 days' AS is_sale_day,
  CASE WHEN o.express_shipping THEN 'Express' ELSE 'Standard' END AS shipping,
  o.order_date >= date_trunc('day', last.order_date) - interval '1 month' AS in_last_month,
  o.order_date > last.order_date - interval '1 year' AS in_last_year,
  o.order_date::time <= last.order_date::time AS day_to_date,
  o.order_date - date_trunc('month', o.order_date)
    <= last.order_date - date_trunc('month', last.order_date) AS month_to_date,
  (extract(month FROM o.order_date)::integer % 3 + 2) % 3 * interval '31 days'
    + (o.order_date - date_trunc('month', o.order_date))
    <= (extract(month FROM last.order_date)::integer % 3 + 2) % 3 * interval '31 days'
    + (last.order_date - date_trunc('month', last.order_date)) AS quarter_to_date,
  extract(month FROM o.order_date)::integer * interval '31 days'
    + (o.order_date - date_trunc('month', o.order_date))
    <= extract(month FROM last.order_date)::integer * interval '31 days'
    + (last.order_date - date_trunc('month', last.order_date)) AS year_to_date
FROM order_sales AS o
CROSS JOIN (
  SELECT max(order_date) AS order_date
  FROM order_sales
  {% if to_dttm %}WHERE order_date < '{{ to_dttm }}'{% endif %}
) AS last
