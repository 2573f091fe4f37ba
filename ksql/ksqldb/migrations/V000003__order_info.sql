-- Orders without their customer's details and items, keyed by order: finished ones, and failed ones apart.

SET 'auto.offset.reset' = 'earliest';
SET 'processing.guarantee' = 'exactly_once_v2';

CREATE STREAM order_info WITH (
  KAFKA_TOPIC = 'order_info',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.OrderInfo'
) AS
SELECT
  order_key AS `order_key`,
  CAST(order_id AS INT) AS `order_id`,
  order_date AS `order_date`,
  customer_info->customer_id AS `customer_id`,
  CAST(order_total AS DECIMAL(12, 2)) AS `order_total`,
  CAST(shipping_info->shipping_id AS INT) AS `shipping_id`,
  CAST(item_variety AS INT) AS `item_variety`,
  payment_info->payment_status AS `payment_status`,
  payment_info->payment_method AS `payment_method`,
  payment_info->payment_date AS `payment_date`,
  shipping_info->express_shipping AS `express_shipping`,
  shipping_info->order_status AS `order_status`,
  shipping_info->eta AS `eta`,
  shipping_info->shipped_date AS `shipped_date`,
  shipping_info->finished_date AS `finished_date`
FROM finished_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
EMIT CHANGES;

CREATE STREAM failed_order_info WITH (
  KAFKA_TOPIC = 'failed_order_info',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.FailedOrderInfo'
) AS
SELECT
  order_key AS `order_key`,
  CAST(order_id AS INT) AS `order_id`,
  order_date AS `order_date`,
  customer_info->customer_id AS `customer_id`,
  CAST(order_total AS DECIMAL(12, 2)) AS `order_total`,
  CAST(shipping_info->shipping_id AS INT) AS `shipping_id`,
  CAST(item_variety AS INT) AS `item_variety`,
  payment_info->payment_status AS `payment_status`,
  payment_info->payment_method AS `payment_method`,
  payment_info->payment_date AS `payment_date`,
  shipping_info->express_shipping AS `express_shipping`,
  shipping_info->order_status AS `order_status`,
  shipping_info->eta AS `eta`,
  shipping_info->shipped_date AS `shipped_date`,
  shipping_info->finished_date AS `finished_date`
FROM failed_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
EMIT CHANGES;
