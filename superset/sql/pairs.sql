-- Items bought together, each pair seen from both sides.
SELECT order_id, order_date, customer_id, province, payment_method, sku::integer AS sku, partner::integer AS partner
FROM item_pairs
UNION ALL
SELECT order_id, order_date, customer_id, province, payment_method, partner::integer, sku::integer
FROM item_pairs
