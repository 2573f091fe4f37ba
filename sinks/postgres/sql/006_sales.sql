-- What dashboards read: delivered orders, their items and the pairs of their items, each with what the dashboards filter
-- by. A chart over a million orders then takes one scan of narrow rows, where the tables would take three joins.
--
-- Tables and not materialised views, because a delivered order never changes: the sinks add the new ones and leave the
-- others (fill_sales.sql), which takes seconds where to refresh views takes minutes.

CREATE TABLE IF NOT EXISTS order_facts (
  order_date                timestamp NOT NULL,
  customer_id               bigint NOT NULL,
  order_id                  integer PRIMARY KEY,
  units                     integer NOT NULL,
  hours_to_pay              real,
  hours_to_ship             real,
  hours_to_deliver          real,
  express_shipping          boolean,
  on_time                   boolean,
  is_first_of_customer      boolean NOT NULL,
  is_of_repeat_customer     boolean NOT NULL,
  revenue                   numeric(12,2) NOT NULL,
  cost                      numeric(12,2) NOT NULL,
  province                  text NOT NULL,
  payment_method            text NOT NULL
);
COMMENT ON TABLE order_facts IS 'Delivered orders whose rows are all stored and lack nothing, for dashboards. Made by Tindahan.';
COMMENT ON COLUMN order_facts.units IS 'Pieces of all its items.';
COMMENT ON COLUMN order_facts.on_time IS 'Finished at most 24 hours after the ETA.';
COMMENT ON COLUMN order_facts.is_of_repeat_customer IS 'Whether the customer has more than one delivered order.';
COMMENT ON COLUMN order_facts.revenue IS 'Pesos.';
COMMENT ON COLUMN order_facts.cost IS 'What the shop paid for the goods, pesos.';
COMMENT ON COLUMN order_facts.province IS 'Of the customer. Outside Metro Manila an LGU is a province.';

CREATE INDEX IF NOT EXISTS order_facts_order_date ON order_facts (order_date);
CREATE INDEX IF NOT EXISTS order_facts_customer_id ON order_facts (customer_id) INCLUDE (is_of_repeat_customer);
-- Counts the customers of each province without a sort.
CREATE INDEX IF NOT EXISTS order_facts_buyers ON order_facts (province, customer_id) INCLUDE (order_date, payment_method);

-- The two below have no keys of their own: one transaction stores an order and all its items and pairs.

CREATE TABLE IF NOT EXISTS item_facts (
  order_date      timestamp NOT NULL,
  customer_id     bigint NOT NULL,
  order_id        integer NOT NULL,
  sku             smallint NOT NULL,
  quantity        smallint NOT NULL,
  revenue         numeric(12,2) NOT NULL,
  province        text NOT NULL,
  payment_method  text NOT NULL
);
COMMENT ON TABLE item_facts IS 'Items of the orders in order_facts. Made by Tindahan.';

CREATE TABLE IF NOT EXISTS pair_facts (
  order_date      timestamp NOT NULL,
  customer_id     bigint NOT NULL,
  order_id        integer NOT NULL,
  sku             smallint NOT NULL,
  partner         smallint NOT NULL,
  province        text NOT NULL,
  payment_method  text NOT NULL
);
COMMENT ON TABLE pair_facts IS 'Each two SKUs of an order in order_facts, the smaller number first. Made by Tindahan.';

-- Orders arrive nearly in the order of their dates: a range of dates is a range of pages.
CREATE INDEX IF NOT EXISTS item_facts_order_date ON item_facts USING brin (order_date);
CREATE INDEX IF NOT EXISTS pair_facts_order_date ON pair_facts USING brin (order_date);

CREATE OR REPLACE VIEW order_outcomes AS
SELECT order_id, order_date, customer_id, province, payment_method, 'Delivered' AS order_status, revenue
FROM order_facts
UNION ALL
SELECT
  o.order_id,
  o.order_date,
  o.customer_id,
  CASE c.provincial_code WHEN 'PH-00' THEN 'Metro Manila' ELSE c.lgu END,
  o.payment_method,
  o.order_status,
  o.order_total
FROM failed_order_info AS o
JOIN customer_info AS c USING (customer_id);

COMMENT ON VIEW order_outcomes IS 'All ended orders, delivered or not; revenue of the failed ones is what was lost. Made by Tindahan.';
