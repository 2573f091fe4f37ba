-- Orders of the last twelve months, and whether their customer is among the ten who brought most in that time.
WITH recent AS (
  SELECT *
  FROM order_sales
  WHERE {{ filtered() }}
    AND order_date > (
      SELECT max(order_date) - interval '1 year'
      FROM order_sales
      {% if to_dttm %}WHERE order_date < '{{ to_dttm }}'{% endif %}
    )
),
best AS (
  SELECT customer_id
  FROM recent
  GROUP BY customer_id
  ORDER BY sum(revenue) DESC, customer_id
  LIMIT 10
)
SELECT
  recent.*,
  customer_name || ' (' || customer_id || ')' AS customer,
  customer_id IN (SELECT customer_id FROM best) AS is_best
FROM recent
