-- SKUs: delivered units of each, and whether it is among the ten most profitable or the ten most bought.
WITH sold AS (
  SELECT
    sku,
    min(order_date) AS order_date,
    count(*) AS orders,
    sum(quantity) AS units,
    sum(revenue) AS revenue
  FROM item_facts
  WHERE {{ filtered() }}
  GROUP BY sku
)
SELECT
  *,
  'SKU ' || sku AS item,
  row_number() OVER (ORDER BY profit DESC, sku) <= 10 AS is_most_profitable,
  row_number() OVER (ORDER BY units DESC, sku) <= 10 AS is_most_bought
FROM (
  SELECT sold.*, units * sku_info.cost AS cost, revenue - units * sku_info.cost AS profit
  FROM sold
  JOIN sku_info USING (sku)
) AS valued
