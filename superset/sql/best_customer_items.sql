-- What the ten best customers of the last twelve months bought in that time: the ten best items of each.
WITH recent AS (
  SELECT *
  FROM item_sales
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
),
ranked AS (
  SELECT
    customer_id,
    sku,
    row_number() OVER (PARTITION BY customer_id ORDER BY sum(revenue) DESC, sku) AS place
  FROM recent
  WHERE customer_id IN (SELECT customer_id FROM best)
  GROUP BY customer_id, sku
)
SELECT recent.*, sku::text AS item
FROM recent
JOIN ranked USING (customer_id, sku)
WHERE ranked.place <= 10
