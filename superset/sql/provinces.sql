-- Provinces, with their code on the map and the orders that were delivered there. Superset's map of the Philippines is
-- older than four provinces: they are shown as parts of the provinces that they were split from.
--
-- Two groupings instead of one, because an index alone answers the second.
WITH sold AS (
  SELECT
    province,
    min(order_date) AS order_date,
    min(customer_id) AS a_customer,
    count(*) AS orders,
    sum(units) AS units,
    sum(revenue) AS revenue,
    sum(revenue) - sum(cost) AS profit
  FROM order_facts
  WHERE {{ filtered() }}
  GROUP BY province
),
buyers AS (
  SELECT province, count(DISTINCT customer_id) AS customers
  FROM order_facts
  WHERE {{ filtered() }}
  GROUP BY province
)
SELECT
  sold.*,
  buyers.customers,
  CASE c.provincial_code
    WHEN 'PH-00' THEN 'PH-MNL'
    WHEN 'PH-DIN' THEN 'PH-SUN' -- Dinagat Islands: Surigao del Norte
    WHEN 'PH-DVO' THEN 'PH-DAS' -- Davao Occidental: Davao del Sur
    WHEN 'PH-MGN' THEN 'PH-MAG' -- Maguindanao del Norte and del Sur: Maguindanao
    WHEN 'PH-MGS' THEN 'PH-MAG'
    ELSE c.provincial_code
  END AS map_code
FROM sold
LEFT JOIN buyers USING (province)
LEFT JOIN customer_info AS c ON c.customer_id = sold.a_customer
