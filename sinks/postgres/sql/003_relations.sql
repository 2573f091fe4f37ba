-- Which row belongs to which, for people and tools that read the schema.
--
-- NOT ENFORCED, because the rows of one order arrive by several topics, in any order. Servers before PostgreSQL 18 do
-- not know such keys, and get none.

DO $$
DECLARE
  relation record;
BEGIN
  IF current_setting('server_version_num')::integer < 180000 THEN
    RETURN;
  END IF;
  FOR relation IN
    SELECT *
    FROM (VALUES
      ('order_info',        'customer_id', 'customer_info'),
      ('item_info',         'order_id',    'order_info'),
      ('item_info',         'sku',         'sku_info'),
      ('failed_order_info', 'customer_id', 'customer_info'),
      ('failed_item_info',  'order_id',    'failed_order_info'),
      ('failed_item_info',  'sku',         'sku_info')
    ) AS relations (from_table, from_column, to_table)
    WHERE NOT EXISTS (
      SELECT FROM pg_constraint
      WHERE conrelid = from_table::regclass AND conname = from_table || '_' || from_column || '_fkey'
    )
  LOOP
    EXECUTE format(
      'ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES %I NOT ENFORCED',
      relation.from_table,
      relation.from_table || '_' || relation.from_column || '_fkey',
      relation.from_column,
      relation.to_table
    );
  END LOOP;
END
$$;
