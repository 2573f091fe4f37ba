-- SKUs bought together, each pair seen from both sides: in how many orders, and whether the partner is the one that
-- shares most with the SKU.
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
)
SELECT
  sku::integer AS sku,
  partner::integer AS partner,
  -- Members of a circle have names.
  sku::text AS sku_name,
  partner::text AS partner_name,
  order_date,
  orders,
  row_number() OVER (PARTITION BY sku ORDER BY orders DESC, partner) = 1 AS is_best
FROM both_sides
