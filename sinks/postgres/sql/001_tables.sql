-- The shop in PostgreSQL. Safe to run more than once: what exists is left as it is.
--
-- Columns other than the keys may be null: the rows of an order arrive by several topics and were checked on their way.

CREATE TABLE IF NOT EXISTS customer_info (
  customer_id      bigint PRIMARY KEY,
  customer_name    text,
  company          text,
  email            text,
  street_address   text,
  contact_number   text,
  lgu              text,
  provincial_code  text
);
COMMENT ON TABLE customer_info IS 'Customers with at least one finished or failed order. Made by Tindahan.';
COMMENT ON COLUMN customer_info.lgu IS 'Local government unit: the city or municipality.';
COMMENT ON COLUMN customer_info.provincial_code IS 'ISO 3166-2:PH';

CREATE TABLE IF NOT EXISTS order_info (
  order_id          integer PRIMARY KEY,
  order_date        timestamp,
  customer_id       bigint,
  order_total       numeric(12,2),
  shipping_id       integer,
  item_variety      smallint,
  payment_status    boolean,
  payment_method    text,
  payment_date      timestamp,
  express_shipping  boolean,
  order_status      text,
  eta               timestamp,
  shipped_date      timestamp,
  finished_date     timestamp
);
COMMENT ON TABLE order_info IS 'Delivered orders. Dates are wall-clock time in the Philippines, amounts are pesos. Made by Tindahan.';
COMMENT ON COLUMN order_info.order_total IS 'Sum of the subtotals of its items.';
COMMENT ON COLUMN order_info.item_variety IS 'Number of its items.';

CREATE TABLE IF NOT EXISTS item_info (
  item_id           text PRIMARY KEY,
  order_id          integer,
  sku               smallint,
  quantity          smallint,
  discount_percent  real,
  subtotal          numeric(12,2)
);
COMMENT ON TABLE item_info IS 'Items of delivered orders. Made by Tindahan.';
COMMENT ON COLUMN item_info.item_id IS '<order_id>-<sku>';
COMMENT ON COLUMN item_info.discount_percent IS 'Share of the price taken off, 0 to 1.';
COMMENT ON COLUMN item_info.subtotal IS 'price x quantity x (1 - discount), pesos.';

CREATE TABLE IF NOT EXISTS failed_order_info (LIKE order_info INCLUDING COMMENTS, PRIMARY KEY (order_id));
COMMENT ON TABLE failed_order_info IS 'Orders that timed out, were cancelled or returned; columns as in order_info. Made by Tindahan.';

CREATE TABLE IF NOT EXISTS failed_item_info (LIKE item_info INCLUDING COMMENTS, PRIMARY KEY (item_id));
COMMENT ON TABLE failed_item_info IS 'Items of failed orders; columns as in item_info. Made by Tindahan.';

CREATE TABLE IF NOT EXISTS sku_info (
  sku    smallint PRIMARY KEY,
  price  numeric(12,2) NOT NULL,
  cost   numeric(12,2) NOT NULL
);
COMMENT ON TABLE sku_info IS 'The catalogue: pesos for one piece of each SKU. Made by Tindahan.';
