/** Keeps the facts that dashboards read up with the tables. */
import type { Client } from "pg";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseAddress } from "../cli/settings.ts";
import { connectDatabase, isInterruption } from "./database.ts";
import fillSales from "./sql/fill_sales.sql" with { type: "text" };
import { alone } from "./tables.ts";

/**
 * Adds the delivered orders that are not among the facts yet, while others go on reading them.
 *
 * @param client connection of the tables' owner
 */
export async function fillSalesFacts(client: Client): Promise<void> {
  const { rows: [state] } = await client.query<{ behind: boolean }>(
    "SELECT (SELECT count(*) FROM order_info) > (SELECT count(*) FROM order_facts) AS behind",
  );
  if (!state?.behind) return;
  // Tables that were filled a moment ago have no statistics yet, and the joins would be planned as if they were empty.
  await client.query("ANALYZE customer_info, order_info, item_info");
  await alone(client, [fillSales]);
  // An index tells all about a page only where no row of it waits for this.
  await client.query("VACUUM (ANALYZE, SKIP_LOCKED) order_facts, item_facts, pair_facts");
}

/** Before the first fill and between two. */
const PAUSE_MS = 5_000;
/** So many times as long as a fill took is the pause after it: filling stays a tenth of the server's work. */
const REST = 9;

/** Milliseconds from the end of a fill that took so many to the start of the next. */
export function pauseAfter(fillMs: number): number {
  return Math.max(PAUSE_MS, REST * fillMs);
}

/**
 * Fills the facts again and again until the signal is aborted, with a connection of its own.
 *
 * A database out of reach is the sink's business to report; here it means to try again later.
 *
 * @throws pg's errors, when trying again cannot help
 */
export async function keepSalesFactsFilled(database: DatabaseAddress, signal: AbortSignal): Promise<void> {
  let pause = pauseAfter(0);
  while (!signal.aborted) {
    await delay(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const start = performance.now();
    try {
      const client = await connectDatabase(database, "sales facts");
      await fillSalesFacts(client).finally(() => client.end().catch(() => {}));
    } catch (error) {
      if (!isInterruption(error)) throw error;
    }
    pause = pauseAfter(performance.now() - start);
  }
}
