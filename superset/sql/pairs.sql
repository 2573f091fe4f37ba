-- SKUs bought together, each pair in both directions: the number of orders, and whether the partner is the best partner of
-- the SKU, or the SKU the best partner of the partner.
WITH pairs AS (
  SELECT sku, partner, min(order_date) AS order_date, count(*) AS orders
  FROM pair_facts
  WHERE {{ filtered() }}
  GROUP BY sku, partner
),
both_sides AS (
  SELECT sku, partner, order_date, orders FROM pairs
  UNION ALL
  SELECT partner, sku, order_date, orders FROM pairs
),
ranked AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY sku ORDER BY orders DESC, partner) = 1 AS is_best,
    row_number() OVER (PARTITION BY partner ORDER BY orders DESC, sku) = 1 AS is_best_of_partner
  FROM both_sides
)
SELECT
  sku::integer AS sku,
  partner::integer AS partner,
  order_date,
  orders,
  is_best,
  is_best OR is_best_of_partner AS is_best_of_either
FROM ranked
