-- Items, one row each, keyed by `<order_id>-<sku>`.
--
-- Two steps each, because ksqlDB refuses EXPLODE and a new key in one statement. The first step keeps the order's key. Its
-- topic for failed orders serves ksqlDB alone: the local splice does without.

SET 'auto.offset.reset' = 'earliest';
SET 'processing.guarantee' = 'exactly_once_v2';

CREATE STREAM item_info_exploded WITH (
  KAFKA_TOPIC = 'item_info_exploded',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.ItemInfoExploded'
) AS
SELECT
  order_key AS `order_key`,
  CAST(order_id AS INT) AS `order_id`,
  CAST(EXPLODE(item_info)->sku AS INT) AS `sku`,
  CAST(EXPLODE(item_info)->quantity AS INT) AS `quantity`,
  EXPLODE(item_info)->discount_percent AS `discount_percent`,
  CAST(EXPLODE(item_info)->subtotal AS DECIMAL(12, 2)) AS `subtotal`
FROM finished_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
EMIT CHANGES;

CREATE STREAM item_info WITH (
  KAFKA_TOPIC = 'item_info',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.ItemInfo'
) AS
SELECT
  CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING)) AS `item_key`,
  AS_VALUE(CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING))) AS `item_id`,
  `order_id` AS `order_id`,
  `sku` AS `sku`,
  `quantity` AS `quantity`,
  `discount_percent` AS `discount_percent`,
  `subtotal` AS `subtotal`
FROM item_info_exploded
PARTITION BY CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING))
EMIT CHANGES;

CREATE STREAM failed_item_info_exploded WITH (
  KAFKA_TOPIC = 'failed_item_info_exploded',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.FailedItemInfoExploded'
) AS
SELECT
  order_key AS `order_key`,
  CAST(order_id AS INT) AS `order_id`,
  CAST(EXPLODE(item_info)->sku AS INT) AS `sku`,
  CAST(EXPLODE(item_info)->quantity AS INT) AS `quantity`,
  EXPLODE(item_info)->discount_percent AS `discount_percent`,
  CAST(EXPLODE(item_info)->subtotal AS DECIMAL(12, 2)) AS `subtotal`
FROM failed_orders
WHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL
EMIT CHANGES;

CREATE STREAM failed_item_info WITH (
  KAFKA_TOPIC = 'failed_item_info',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'AVRO',
  VALUE_AVRO_SCHEMA_FULL_NAME = 'shop.FailedItemInfo'
) AS
SELECT
  CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING)) AS `item_key`,
  AS_VALUE(CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING))) AS `item_id`,
  `order_id` AS `order_id`,
  `sku` AS `sku`,
  `quantity` AS `quantity`,
  `discount_percent` AS `discount_percent`,
  `subtotal` AS `subtotal`
FROM failed_item_info_exploded
PARTITION BY CONCAT(CAST(`order_id` AS STRING), '-', CAST(`sku` AS STRING))
EMIT CHANGES;
