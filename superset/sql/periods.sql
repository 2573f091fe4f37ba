-- Delivered orders of each day (of the last month), month, quarter and year: the whole period, and "to date". A period
-- without orders has a row too, so that each period is compared with the one before it in the calendar.
--
-- The present is the time of the last order (in the time range, if one is set), not of the wall clock. "To date" is the
-- part of each period that has passed in the present one: 22 days and one hour are compared with 22 days and one hour.
-- But months differ in length and sell most on their last days. Therefore, on the last day of a month the other months
-- count as a whole, and so do months that lack the present day. In quarters and years this holds for the month in which
-- the part ends.
--
-- (`units.unit` instead of `unit`, because Superset's parser reads a bare name there as the name of a unit.)
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
  -- The month of each quarter (year) with the same place as the present month, for instance its second month.
  CROSS JOIN LATERAL (SELECT start + age(month, date_trunc(units.unit, last)) AS same_month) AS place
)
SELECT
  -- The first period may begin before the time range, and Superset would filter it out.
  shown_as AS order_date,
  to_char(start, 'YYYY') AS year,
  to_char(start, 'YYYY "Q"Q') AS quarter,
  unit = 'day' AS of_day,
  unit = 'month' AS of_month,
  unit = 'quarter' AS of_quarter,
  unit = 'year' AS of_year,
  to_date AS is_to_date,
  NOT to_date AS is_whole,
  -- A sale is on at most other days too, but orders are not more frequent then.
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
