-- Orders of the last twelve months, and whether their customer is one of the ten with the most revenue in that time.
WITH recent AS (
  SELECT *
  FROM order_facts
  WHERE {{ filtered() }}
    AND order_date > (SELECT max(order_date) - interval '1 year' FROM order_facts WHERE {{ in_time() }})
),
best AS (
  SELECT customer_id
  FROM recent
  GROUP BY customer_id
  ORDER BY sum(revenue) DESC, customer_id
  LIMIT 10
)
SELECT
  recent.order_date,
  recent.revenue,
  c.customer_id,
  c.customer_name,
  c.company,
  c.contact_number,
  c.customer_name || ' (' || c.customer_id || ')' AS customer,
  customer_id IN (SELECT customer_id FROM best) AS is_best
FROM recent
LEFT JOIN customer_info AS c USING (customer_id)
