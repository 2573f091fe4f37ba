-- Items of delivered orders.
SELECT *, 'SKU ' || lpad(sku::text, 2, '0') AS item
FROM item_sales
