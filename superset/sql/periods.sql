-- Delivered orders of each day (of the last month), month, quarter and year: all of it, and "to date". One without
-- orders has its row too, so that each is compared with the one before it on the calendar.
--
-- Time is seen from the last order, not from the clock on the wall, and from the last one before the end of the time
-- range where one is chosen. "To date" is the part of each month (quarter, year) that has passed in the present one: a
-- month of 23 days is compared with 23 days. Where the month before is shorter, it counts as a whole.
WITH bounds AS (
  SELECT min(order_date) AS first, max(order_date) AS last
  FROM order_facts
  WHERE {{ in_time() }}
),
periods AS (
  SELECT
    units.unit,
    start,
    greatest(start, first) AS shown_as,
    start + length AS next_start,
    start + elapsed + interval '1 microsecond' AS same_moment,
    start + date_trunc('month', elapsed) + interval '1 month' AS end_of_month
  FROM bounds
  CROSS JOIN (
    VALUES
      ('day', interval '1 day', interval '1 month'),
      ('month', interval '1 month', NULL),
      ('quarter', interval '3 months', NULL),
      ('year', interval '1 year', NULL)
  ) AS units (unit, length, reach)
  CROSS JOIN age(last, date_trunc(units.unit, last)) AS elapsed
  CROSS JOIN generate_series(date_trunc(units.unit, greatest(first, last - reach)), last, length) AS start
)
SELECT
  -- The first one may have begun before the time range, and would be left out with it.
  shown_as AS order_date,
  to_char(start, 'YYYY') AS year,
  to_char(start, 'YYYY "Q"Q') AS quarter,
  unit = 'day' AS of_day,
  unit = 'month' AS of_month,
  unit = 'quarter' AS of_quarter,
  unit = 'year' AS of_year,
  to_date AS is_to_date,
  NOT to_date AS is_whole,
  extract(day FROM start) IN (14, 15)
    OR start >= date_trunc('month', start) + interval '1 month - 3 days' AS is_sale_day,
  sold.*
FROM periods
CROSS JOIN (VALUES (true), (false)) AS parts (to_date)
CROSS JOIN LATERAL (
  SELECT
    count(*) AS orders,
    coalesce(sum(revenue), 0) AS revenue,
    coalesce(sum(revenue) - sum(cost), 0) AS profit,
    count(*) FILTER (WHERE is_first_of_customer) AS new_customers
  FROM order_facts
  WHERE order_date >= start
    AND order_date < CASE WHEN to_date THEN least(same_moment, end_of_month, next_start) ELSE next_start END
    AND {{ filtered() }}
) AS sold
