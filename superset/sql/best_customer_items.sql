-- The ten best items of each of the ten best customers of the last twelve months, in that time.
WITH since AS (
  SELECT max(order_date) - interval '1 year' AS since
  FROM order_facts
  WHERE {{ in_time() }}
),
best AS (
  SELECT customer_id
  FROM order_facts
  WHERE {{ filtered() }} AND order_date > (SELECT since FROM since)
  GROUP BY customer_id
  ORDER BY sum(revenue) DESC, customer_id
  LIMIT 10
),
bought AS (
  SELECT
    customer_id,
    sku,
    min(order_date) AS order_date,
    sum(revenue) AS revenue,
    row_number() OVER (PARTITION BY customer_id ORDER BY sum(revenue) DESC, sku) AS place
  FROM item_facts
  WHERE {{ filtered() }} AND order_date > (SELECT since FROM since) AND customer_id IN (SELECT customer_id FROM best)
  GROUP BY customer_id, sku
)
SELECT
  bought.*,
  -- Written as in the other datasets, because a click on a box filters all of them by these texts.
  'SKU ' || sku AS item,
  c.customer_name || ' (' || c.customer_id || ')' AS customer
FROM bought
JOIN customer_info AS c USING (customer_id)
WHERE bought.place <= 10
