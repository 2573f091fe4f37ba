/** Keeps the views that dashboards read up with the tables. */
import type { Client } from "pg";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseAddress } from "../cli/settings.ts";
import { connectDatabase, isInterruption } from "./database.ts";

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
  const { rows: [state] } = await client.query<{ fresh: boolean; empty: boolean }>(`
    SELECT
      (SELECT count(*) FROM order_sales) = (SELECT count(*) FROM order_info)
      AND (SELECT count(*) FROM item_sales) = (SELECT count(*) FROM item_info) AS fresh,
      NOT EXISTS (SELECT FROM order_sales) AS empty`);
  if (state?.fresh) return false;
  // Comparing with what is there costs several times the filling; nobody reads a view that holds nothing.
  const how = state?.empty ? "" : "CONCURRENTLY";
  // Tables that were filled a moment ago have no statistics yet, and the joins would be planned as if they were empty.
  await client.query("ANALYZE customer_info, order_info, item_info, sku_info");
  for (const view of VIEWS) {
    await client.query(`REFRESH MATERIALIZED VIEW ${how} ${view}`);
    await client.query(`ANALYZE ${view}`);
  }
  return true;
}

/** Between two refreshes; longer where a refresh takes long, so that it stays a tenth of the server's work. */
const PAUSE_MS = 10_000, REST = 9;

/**
 * Refreshes the views again and again until the signal is aborted, with a connection of its own.
 *
 * A database out of reach is the sink's business to report; here it means to try again later.
 *
 * @throws pg's errors, when trying again cannot help
 */
export async function keepSalesViewsFresh(database: DatabaseAddress, signal: AbortSignal): Promise<void> {
  let pause = PAUSE_MS;
  while (!signal.aborted) {
    await delay(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const start = performance.now();
    try {
      const client = await connectDatabase(database, "sales views");
      await refreshSalesViews(client).finally(() => client.end().catch(() => {}));
    } catch (error) {
      if (!isInterruption(error)) throw error;
    }
    pause = Math.max(PAUSE_MS, REST * (performance.now() - start));
  }
}
