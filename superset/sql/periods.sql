-- Delivered orders of each day (of the last month), month, quarter and year: all of it, and "to date". One without
-- orders has its row too, so that each is compared with the one before it on the calendar.
--
-- Time is seen from the last order, not from the clock on the wall, and from the last one before the end of the time
-- range where one is chosen. "To date" is the part of each period that has passed in the present one: 22 days and an
-- hour of a month are compared with 22 days and an hour. But months differ in length and sell most on their last days: on
-- the last day of one the others count as a whole, be they longer or shorter. So do those that lack the present day.
-- In quarters and years this holds for the month in which the part ends.
--
-- (`units.unit` and not `unit`, because Superset's parser takes a bare name there for the name of a unit.)
WITH bounds AS (
  SELECT
    first,
    last,
    date_trunc('month', last) AS month,
    last >= date_trunc('month', last) + interval '1 month - 1 day' AS is_last_day
  FROM (
    SELECT min(order_date) AS first, max(order_date) AS last
    FROM order_facts
    WHERE {{ in_time() }}
  ) AS seen
),
periods AS (
  SELECT
    unit,
    start,
    greatest(start, first) AS shown_as,
    start + length AS next_start,
    CASE
      WHEN unit = 'day' THEN start + (last - date_trunc('day', last)) + interval '1 microsecond'
      WHEN is_last_day THEN same_month + interval '1 month'
      ELSE least(same_month + (last - month) + interval '1 microsecond', same_month + interval '1 month')
    END AS end_to_date
  FROM bounds
  CROSS JOIN (
    VALUES
      ('day', interval '1 day', interval '1 month'),
      ('month', interval '1 month', NULL),
      ('quarter', interval '3 months', NULL),
      ('year', interval '1 year', NULL)
  ) AS units (unit, length, reach)
  CROSS JOIN generate_series(date_trunc(units.unit, greatest(first, last - reach)), last, length) AS start
  -- The month of each quarter (year) that is the present one there: its second, say.
  CROSS JOIN LATERAL (SELECT start + age(month, date_trunc(units.unit, last)) AS same_month) AS place
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
  -- A sale is on at most other days too, but then orders come no closer.
  extract(day FROM start) IN (14, 15)
    OR start >= date_trunc('month', start) + interval '1 month - 3 days' AS is_busy_sale_day,
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
    AND order_date < CASE WHEN to_date THEN end_to_date ELSE next_start END
    AND {{ filtered() }}
) AS sold
