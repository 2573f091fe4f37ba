/** Waits until PostgreSQL holds what the topics held, because the sink is always a little behind. */
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { Duck } from "../sinks/export/duckdb.ts";
import { EXPORT_TABLES, KEYS } from "../sinks/export/export_tables.ts";
import { TOPICS } from "../sinks/export/topic_snapshot.ts";
import { loadDatabase, POSTGRES } from "./database_tables.ts";

const PAUSE_MS = 500;

export interface CatchUp {
  /** Milliseconds that the sink may take. */
  readonly wait: number;
  readonly signal: AbortSignal;
  /** Called with the rows that are still missing. */
  readonly onWait: (missing: number) => void;
}

/** Loads the tables repeatedly until no row of the topics is missing, or the time is over. */
export async function loadCaughtUp(
  duck: Duck,
  client: Client,
  scratch: string,
  { wait, signal, onWait }: CatchUp,
): Promise<void> {
  const deadline = performance.now() + wait;
  for (;;) {
    signal.throwIfAborted();
    await loadDatabase(duck, client, scratch);
    const missing = await missingRows(duck);
    if (missing === 0 || performance.now() > deadline) return;
    onWait(missing);
    await delay(PAUSE_MS, undefined, { signal });
  }
}

async function missingRows(duck: Duck): Promise<number> {
  const counts = EXPORT_TABLES.map((table) =>
    `(SELECT count(*) FROM ${TOPICS}.${table} ANTI JOIN ${POSTGRES}.${table} USING (${KEYS[table]}))`
  );
  const [row] = await duck.rows(`SELECT ${counts.join(" + ")} AS missing`);
  return Number(row?.["missing"]);
}
