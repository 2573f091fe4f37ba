-- Items of delivered orders, and whether their SKU is among the ten most profitable or the ten most bought.
WITH ranked AS (
  SELECT
    sku,
    row_number() OVER (ORDER BY sum(profit) DESC, sku) <= 10 AS is_most_profitable,
    row_number() OVER (ORDER BY sum(quantity) DESC, sku) <= 10 AS is_most_bought
  FROM item_sales
  WHERE {{ filtered() }}
  GROUP BY sku
)
SELECT item_sales.*, ranked.is_most_profitable, ranked.is_most_bought, 'SKU ' || sku AS item
FROM item_sales
JOIN ranked USING (sku)
