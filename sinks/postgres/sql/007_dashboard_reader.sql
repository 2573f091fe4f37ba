-- What the dashboard's role may read. The role itself comes with `deno task superset`; without it there is nothing to do.

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tindahan_dashboard') THEN
    GRANT SELECT ON
      customer_info, order_info, item_info, failed_order_info, failed_item_info, sku_info,
      order_facts, item_facts, pair_facts, order_outcomes
    TO tindahan_dashboard;
  END IF;
END
$$;
