import assert from "node:assert/strict";
import { statementsFor } from "./upsert.ts";

Deno.test("statementsFor() merges by the primary key, and writes only what changed", () => {
  const { copy, merge } = statementsFor("item_info");
  assert.equal(
    copy,
    "COPY pg_temp.staging_item_info (item_id, order_id, sku, quantity, discount_percent, subtotal) FROM STDIN",
  );
  assert.equal(
    merge,
    `INSERT INTO item_info (item_id, order_id, sku, quantity, discount_percent, subtotal)
SELECT item_id, order_id, sku, quantity, discount_percent, subtotal FROM pg_temp.staging_item_info
ON CONFLICT (item_id) DO UPDATE SET order_id = excluded.order_id, sku = excluded.sku, quantity = excluded.quantity, discount_percent = excluded.discount_percent, subtotal = excluded.subtotal
WHERE (item_info.order_id, item_info.sku, item_info.quantity, item_info.discount_percent, item_info.subtotal) IS DISTINCT FROM (excluded.order_id, excluded.sku, excluded.quantity, excluded.discount_percent, excluded.subtotal)`,
  );
});
