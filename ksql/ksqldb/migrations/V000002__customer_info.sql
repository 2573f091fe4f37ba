-- Customers of finished and of failed orders, one row per order, keyed by customer.
--
-- Here and below, a record without value, or without the ids that rows are known by, makes none: a row without its key
-- would stop the connector of its table.

SET 'auto.offset.reset' = 'earliest';
SET 'processing.guarantee' = 'exactly_once_v2';

CREATE STREAM customer_info WITH (
  KAFKA_TOPIC = 'customer_info',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.CustomerInfo'
) AS
SELECT
  CAST(customer_info->customer_id AS STRING) AS `customer_key`,
  customer_info->customer_id AS `customer_id`,
  customer_info->customer_name AS `customer_name`,
  customer_info->company AS `company`,
  customer_info->email AS `email`,
  customer_info->street_address AS `street_address`,
  customer_info->contact_number AS `contact_number`,
  customer_info->lgu AS `lgu`,
  customer_info->provincial_code AS `provincial_code`
FROM finished_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
PARTITION BY CAST(customer_info->customer_id AS STRING)
EMIT CHANGES;

INSERT INTO customer_info
SELECT
  CAST(customer_info->customer_id AS STRING) AS `customer_key`,
  customer_info->customer_id AS `customer_id`,
  customer_info->customer_name AS `customer_name`,
  customer_info->company AS `company`,
  customer_info->email AS `email`,
  customer_info->street_address AS `street_address`,
  customer_info->contact_number AS `contact_number`,
  customer_info->lgu AS `lgu`,
  customer_info->provincial_code AS `provincial_code`
FROM failed_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
PARTITION BY CAST(customer_info->customer_id AS STRING)
EMIT CHANGES;
