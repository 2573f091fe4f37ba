-- What dashboards read, with the joins done beforehand: a chart over a million orders then takes a scan, not three joins.
--
-- Materialised: the sinks refresh them (sinks/sales_views.ts). Each has a unique index, so that they can be read
-- while they are being refreshed.

CREATE MATERIALIZED VIEW IF NOT EXISTS order_sales AS
WITH cost AS (
  SELECT item.order_id, sum(item.quantity * sku.cost) AS cost, sum(item.quantity) AS units
  FROM item_info AS item
  JOIN sku_info AS sku USING (sku)
  GROUP BY item.order_id
)
SELECT
  o.order_id,
  o.order_date,
  o.customer_id,
  c.customer_name,
  c.company,
  c.contact_number,
  c.provincial_code,
  -- Outside Metro Manila an LGU is a province.
  CASE c.provincial_code WHEN 'PH-00' THEN 'Metro Manila' ELSE c.lgu END AS province,
  o.payment_method,
  o.express_shipping,
  o.item_variety,
  cost.units,
  o.order_total AS revenue,
  cost.cost,
  o.order_total - cost.cost AS profit,
  extract(epoch FROM o.payment_date - o.order_date)::real / 3600 AS hours_to_pay,
  extract(epoch FROM o.shipped_date - o.payment_date)::real / 3600 AS hours_to_ship,
  extract(epoch FROM o.finished_date - o.shipped_date)::real / 3600 AS hours_to_deliver,
  o.finished_date <= o.eta + interval '24 hours' AS on_time,
  count(*) OVER (PARTITION BY o.customer_id)::integer AS orders_of_customer,
  row_number() OVER (PARTITION BY o.customer_id ORDER BY o.order_date, o.order_id) = 1 AS is_first_of_customer
FROM order_info AS o
JOIN customer_info AS c USING (customer_id)
JOIN cost USING (order_id);

COMMENT ON MATERIALIZED VIEW order_sales IS 'Delivered orders with customer, cost and profit, as of the last refresh.';
CREATE UNIQUE INDEX IF NOT EXISTS order_sales_order_id ON order_sales (order_id);
CREATE INDEX IF NOT EXISTS order_sales_order_date ON order_sales (order_date);
CREATE INDEX IF NOT EXISTS order_sales_customer_id ON order_sales (customer_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS item_sales AS
SELECT
  item.order_id,
  item.sku,
  o.order_date,
  o.customer_id,
  o.customer_name,
  o.province,
  o.payment_method,
  item.quantity,
  item.subtotal AS revenue,
  item.quantity * sku.cost AS cost,
  item.subtotal - item.quantity * sku.cost AS profit
FROM item_info AS item
JOIN sku_info AS sku USING (sku)
JOIN order_sales AS o USING (order_id);

COMMENT ON MATERIALIZED VIEW item_sales IS 'Items of delivered orders with cost and profit, as of the last refresh.';
CREATE UNIQUE INDEX IF NOT EXISTS item_sales_order_id_sku ON item_sales (order_id, sku);
CREATE INDEX IF NOT EXISTS item_sales_order_date ON item_sales (order_date);
CREATE INDEX IF NOT EXISTS item_sales_customer_id ON item_sales (customer_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS item_pairs AS
SELECT
  a.order_id,
  a.sku,
  b.sku AS partner,
  a.order_date,
  a.customer_id,
  a.province,
  a.payment_method
FROM item_sales AS a
JOIN item_sales AS b ON b.order_id = a.order_id AND b.sku > a.sku;

COMMENT ON MATERIALIZED VIEW item_pairs IS 'Each two SKUs of a delivered order, the smaller number first.';
CREATE UNIQUE INDEX IF NOT EXISTS item_pairs_order_id_sku_partner ON item_pairs (order_id, sku, partner);
CREATE INDEX IF NOT EXISTS item_pairs_customer_id ON item_pairs (customer_id);

CREATE OR REPLACE VIEW order_outcomes AS
SELECT order_id, order_date, customer_id, province, payment_method, 'Delivered' AS order_status, revenue
FROM order_sales
UNION ALL
SELECT
  o.order_id,
  o.order_date,
  o.customer_id,
  CASE c.provincial_code WHEN 'PH-00' THEN 'Metro Manila' ELSE c.lgu END,
  o.payment_method,
  o.order_status,
  o.order_total
FROM failed_order_info AS o
JOIN customer_info AS c USING (customer_id);

COMMENT ON VIEW order_outcomes IS 'All ended orders, delivered or not; revenue of the failed ones is what was lost.';
