-- Adds to the facts the delivered orders that are not among them yet. An order's rows arrive by several topics: it waits
-- here until the last one is stored. Run in one transaction, one caller at a time. The first INSERT tells how many.

CREATE TEMPORARY TABLE pg_temp.new_orders ON COMMIT DROP AS
SELECT
  o.order_id,
  sum(item.quantity)::integer AS units,
  sum(item.quantity * sku.cost) AS cost,
  EXISTS (SELECT FROM order_facts AS f WHERE f.customer_id = o.customer_id) AS has_earlier_ones
FROM order_info AS o
JOIN customer_info AS c USING (customer_id)
JOIN item_info AS item USING (order_id)
JOIN sku_info AS sku USING (sku)
WHERE
  NOT EXISTS (SELECT FROM order_facts AS f WHERE f.order_id = o.order_id)
  -- The tables take nulls, the facts do not: one order that lacks a field, from a producer that is not ours, would keep
  -- out all others. It waits like one whose rows are not all stored. Each test by itself, so that the planner knows how
  -- few that are.
  AND o.order_date IS NOT NULL
  AND o.order_total IS NOT NULL
  AND o.payment_method IS NOT NULL
  AND (c.lgu IS NOT NULL OR c.provincial_code = 'PH-00')
  AND item.quantity IS NOT NULL
  AND item.subtotal IS NOT NULL
GROUP BY o.order_id
HAVING count(*) = o.item_variety;

ANALYZE pg_temp.new_orders;

INSERT INTO order_facts (
  order_date, customer_id, order_id, units, hours_to_pay, hours_to_ship, hours_to_deliver, express_shipping, on_time,
  is_first_of_customer, is_of_repeat_customer, revenue, cost, province, payment_method
)
SELECT
  o.order_date,
  o.customer_id,
  o.order_id,
  n.units,
  extract(epoch FROM o.payment_date - o.order_date) / 3600,
  extract(epoch FROM o.shipped_date - o.payment_date) / 3600,
  extract(epoch FROM o.finished_date - o.shipped_date) / 3600,
  o.express_shipping,
  o.finished_date <= o.eta + interval '24 hours',
  -- Seen from the new ones alone; put right below where the customer has others.
  row_number() OVER (PARTITION BY o.customer_id ORDER BY o.order_date, o.order_id) = 1,
  count(*) OVER (PARTITION BY o.customer_id) > 1,
  o.order_total,
  n.cost,
  CASE c.provincial_code WHEN 'PH-00' THEN 'Metro Manila' ELSE c.lgu END,
  o.payment_method
FROM pg_temp.new_orders AS n
JOIN order_info AS o USING (order_id)
JOIN customer_info AS c USING (customer_id)
ORDER BY o.order_date;

UPDATE order_facts AS o
SET is_first_of_customer = seen.is_first, is_of_repeat_customer = true
FROM (
  SELECT order_id, row_number() OVER (PARTITION BY customer_id ORDER BY order_date, order_id) = 1 AS is_first
  FROM order_facts
  WHERE customer_id IN (
    SELECT customer_id FROM order_facts JOIN pg_temp.new_orders USING (order_id) WHERE has_earlier_ones
  )
) AS seen
WHERE seen.order_id = o.order_id AND (o.is_first_of_customer <> seen.is_first OR NOT o.is_of_repeat_customer);

INSERT INTO item_facts (order_date, customer_id, order_id, sku, quantity, revenue, province, payment_method)
SELECT
  o.order_date,
  o.customer_id,
  o.order_id,
  item.sku,
  item.quantity,
  item.subtotal,
  o.province,
  o.payment_method
FROM pg_temp.new_orders
JOIN order_facts AS o USING (order_id)
JOIN item_info AS item USING (order_id)
ORDER BY o.order_date;

INSERT INTO pair_facts (order_date, customer_id, order_id, sku, partner, province, payment_method)
SELECT o.order_date, o.customer_id, o.order_id, a.sku, b.sku, o.province, o.payment_method
FROM pg_temp.new_orders
JOIN order_facts AS o USING (order_id)
JOIN item_info AS a USING (order_id)
JOIN item_info AS b ON b.order_id = a.order_id AND b.sku > a.sku
ORDER BY o.order_date;
