-- The two topics that are taken apart, as streams.
--
-- The columns are written out, not inferred, so that ksql-test-runner, which has no registry, runs these statements too.
-- ksqlDB registers no schema of its own for a topic whose subject exists, so the shop's must be registered first.

CREATE STREAM finished_orders (
  order_key STRING KEY,
  order_id BIGINT,
  order_date STRING,
  customer_info STRUCT<
    customer_id BIGINT,
    customer_name STRING,
    company STRING,
    email STRING,
    street_address STRING,
    lgu STRING,
    provincial_code STRING,
    contact_number STRING
  >,
  payment_info STRUCT<
    payment_status BOOLEAN,
    payment_method STRING,
    payment_date STRING
  >,
  shipping_info STRUCT<
    shipping_id BIGINT,
    express_shipping BOOLEAN,
    order_status STRING,
    shipped_date STRING,
    eta STRING,
    finished_date STRING
  >,
  item_info ARRAY<STRUCT<
    sku BIGINT,
    quantity BIGINT,
    discount_percent DOUBLE,
    subtotal DOUBLE
  >>,
  item_variety BIGINT,
  order_total DOUBLE
) WITH (
  KAFKA_TOPIC = 'finished_orders',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON_SR'
);

CREATE STREAM failed_orders (
  order_key STRING KEY,
  order_id BIGINT,
  order_date STRING,
  customer_info STRUCT<
    customer_id BIGINT,
    customer_name STRING,
    company STRING,
    email STRING,
    street_address STRING,
    lgu STRING,
    provincial_code STRING,
    contact_number STRING
  >,
  payment_info STRUCT<
    payment_status BOOLEAN,
    payment_method STRING,
    payment_date STRING
  >,
  shipping_info STRUCT<
    shipping_id BIGINT,
    express_shipping BOOLEAN,
    order_status STRING,
    shipped_date STRING,
    eta STRING,
    finished_date STRING
  >,
  item_info ARRAY<STRUCT<
    sku BIGINT,
    quantity BIGINT,
    discount_percent DOUBLE,
    subtotal DOUBLE
  >>,
  item_variety BIGINT,
  order_total DOUBLE
) WITH (
  KAFKA_TOPIC = 'failed_orders',
  KEY_FORMAT = 'KAFKA',
  VALUE_FORMAT = 'JSON_SR'
);
