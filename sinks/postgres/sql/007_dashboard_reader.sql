-- What the dashboard's role may read. The role itself comes with `deno task superset`; without it there is nothing to do, and
-- somebody else's role of that name gets nothing: superset/reader_role.ts says by what ours is known.

DO $$
BEGIN
  IF EXISTS (
    SELECT
    FROM pg_roles
    WHERE rolname = 'tindahan_dashboard'
      AND (
        shobj_description(oid, 'pg_authid') LIKE '%Made by Tindahan.'
        OR rolconfig = '{default_transaction_read_only=on,statement_timeout=60s}'
      )
  ) THEN
    IF NOT has_schema_privilege('tindahan_dashboard', current_setting('tindahan.schema'), 'USAGE') THEN
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO tindahan_dashboard', current_setting('tindahan.schema'));
    END IF;
    GRANT SELECT ON
      customer_info, order_info, item_info, failed_order_info, failed_item_info, sku_info,
      order_facts, item_facts, pair_facts, order_outcomes
    TO tindahan_dashboard;
  END IF;
END
$$;
