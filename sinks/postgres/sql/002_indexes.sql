-- What dashboards and checks join and filter by, beside the primary keys.

CREATE INDEX IF NOT EXISTS order_info_customer_id ON order_info (customer_id);
CREATE INDEX IF NOT EXISTS order_info_order_date ON order_info (order_date);
CREATE INDEX IF NOT EXISTS item_info_order_id ON item_info (order_id);
CREATE INDEX IF NOT EXISTS failed_order_info_customer_id ON failed_order_info (customer_id);
CREATE INDEX IF NOT EXISTS failed_item_info_order_id ON failed_item_info (order_id);
