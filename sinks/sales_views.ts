/** Keeps the views that dashboards read up with the tables. */
import type { Client } from "pg";

/** Each reads those before it. */
const VIEWS = ["order_sales", "item_sales", "item_pairs"] as const;

/**
 * Brings the views up to date while others go on reading them; does nothing where they are.
 *
 * Rows of a world never change once they are stored, so views that hold as many as the tables hold the same.
 *
 * @param client connection of the tables' owner
 * @returns whether there was something to do
 */
export async function refreshSalesViews(client: Client): Promise<boolean> {
  const { rows: [counts] } = await client.query<{ fresh: boolean }>(`
    SELECT
      (SELECT count(*) FROM order_sales) = (SELECT count(*) FROM order_info)
      AND (SELECT count(*) FROM item_sales) = (SELECT count(*) FROM item_info) AS fresh`);
  if (counts?.fresh) return false;
  for (const view of VIEWS) await client.query(`REFRESH MATERIALIZED VIEW CONCURRENTLY ${view}`);
  await client.query(`ANALYZE ${VIEWS.join(", ")}`);
  return true;
}
