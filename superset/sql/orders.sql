-- Delivered orders.
SELECT
  *,
  revenue - cost AS profit,
  to_char(order_date, 'DD') AS day_of_month
FROM order_facts
WHERE {{ filtered() }}
