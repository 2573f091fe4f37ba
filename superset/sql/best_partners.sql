-- Items bought together with the one that is most often bought with them.
WITH pairs AS (
  SELECT sku, partner, count(*) AS orders
  FROM item_pairs
  WHERE {{ filtered() }}
  GROUP BY sku, partner
),
best AS (
  SELECT DISTINCT ON (sku) sku, partner
  FROM (
    SELECT sku, partner, orders FROM pairs
    UNION ALL
    SELECT partner, sku, orders FROM pairs
  ) AS both_sides
  ORDER BY sku, orders DESC, partner
)
SELECT
  pair.order_id,
  pair.order_date,
  pair.customer_id,
  pair.province,
  pair.payment_method,
  best.sku::text AS sku,
  best.partner::text AS partner
FROM best
JOIN item_pairs AS pair
  ON pair.sku = least(best.sku, best.partner) AND pair.partner = greatest(best.sku, best.partner)
