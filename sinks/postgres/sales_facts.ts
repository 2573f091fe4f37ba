/** Keeps the facts that dashboards read up with the tables. */
import { type Client, DatabaseError, type QueryResult } from "pg";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { withAdvisoryLock } from "./advisory_lock.ts";
import { connectDatabase } from "./database.ts";
import { isInterruption } from "./database_errors.ts";
import fillSales from "./sql/fill_sales.sql" with { type: "text" };

/** The planner's statistics are renewed when more than one order in so many is new, as autovacuum would do it later. */
const STALE = 10;

/**
 * Adds the delivered orders that are not among the facts yet, while others go on reading them.
 *
 * Orders that wait for a row or lack a field are looked for each time anew: that costs one join of two narrow columns,
 * and a field that comes later is not missed.
 *
 * @param client connection of the tables' owner
 * @returns how many were added
 * @throws BAD_DATA when the tables hold what the facts cannot; else pg's errors
 */
export async function fillSalesFacts(client: Client): Promise<number> {
  const { rows: [orders] } = await client.query<{ waiting: string; filled: string }>(
    `SELECT (SELECT count(*) FROM order_info) - filled AS waiting, filled
     FROM (SELECT count(*) AS filled FROM order_facts) AS facts`,
  );
  const waiting = Number(orders?.waiting), filled = Number(orders?.filled);
  if (!(waiting > 0)) return 0;
  // Tables that were filled a moment ago have no statistics yet, and the joins would be planned as if they were empty.
  if (waiting * STALE > filled) await client.query("ANALYZE customer_info, order_info, item_info");
  // Of several commands in one text, pg gives a list, which its types do not know.
  const fill = () => client.query(fillSales) as Promise<QueryResult | QueryResult[]>;
  const results = [
    await withAdvisoryLock(client, fill).catch((error) => {
      throw explainBadData(error);
    }),
  ].flat();
  const added = results.find(({ command }) => command === "INSERT")?.rowCount ?? 0;
  // An index tells all about a page only where no row of it waits for this.
  if (added > 0) await client.query("VACUUM (ANALYZE, SKIP_LOCKED) order_facts, item_facts, pair_facts");
  return added;
}

/** SQLSTATE's classes of values that do not fit, and of rows that break a constraint. */
const DATA = /^2[23]/;

function explainBadData(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || !DATA.test(error.code ?? "")) return error;
  const because = [error.message, error.detail].filter(Boolean).join(": ").replaceAll("\n", " ").replace(
    /\.$/,
    "",
  );
  return new TindahanError(
    "BAD_DATA",
    `the rows are stored, but the dashboard's figures cannot be made of them: ${because}`,
    "mend the row in PostgreSQL, then run the same command again",
    { cause: error },
  );
}

/** Before the first fill and between two. */
const PAUSE_MS = 5_000;
/** So many times as long as a fill took is the pause after it: filling stays a tenth of the server's work. */
const REST = 9;

/** Milliseconds from the end of a fill that took so many to the start of the next. */
export function pauseAfter(fillMs: number): number {
  return Math.max(PAUSE_MS, REST * fillMs);
}

export interface FillingOptions {
  readonly database: DatabaseAddress;
  /** Aborting it lets the fill under way finish. */
  readonly signal: AbortSignal;
  /** Called with an error at its first time since a fill succeeded; interruptions count as one, all others as another. */
  readonly onTrouble: (error: unknown) => void;
  /** Called when orders were added: how many. */
  readonly onProgress?: (orders: number) => void;
  /** Else `pauseAfter`. */
  readonly pause?: (fillMs: number) => number;
}

/**
 * Fills the facts again and again until the signal is aborted, with a connection of its own.
 *
 * It never rejects: whoever stores rows goes on, whatever becomes of the figures.
 */
export async function keepSalesFactsFilled(options: FillingOptions): Promise<void> {
  const { database, signal, onTrouble, onProgress, pause = pauseAfter } = options;
  const told = new Set<boolean>();
  let took = 0;
  while (!signal.aborted) {
    await delay(pause(took), undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const start = performance.now();
    try {
      await using client = await connectDatabase(database, "sales facts");
      const added = await fillSalesFacts(client);
      told.clear();
      if (added > 0) onProgress?.(added);
    } catch (error) {
      const interrupted = isInterruption(error);
      if (!told.has(interrupted)) onTrouble(error);
      told.add(interrupted);
    }
    took = performance.now() - start;
  }
}

/** The line that tells of trouble, for who watches the rows. @param reason explained */
export function fillFailure(reason: unknown): string {
  const because = reason instanceof Error ? reason.message : reason;
  return `the dashboard's figures stand still: ${because}; trying again`;
}
