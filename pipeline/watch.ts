/** Looks at Kafka and PostgreSQL while the services work, and keeps the latest snapshot. */
import { setTimeout as delay } from "node:timers/promises";
import type { Admin, Kafka } from "kafkajs";
import type { Client } from "pg";
import { readProgress } from "../kafka/progress.ts";
import { watchWorld } from "../kafka/world_topic.ts";
import type { WorldState } from "../kafka/world_topic.ts";
import type { Counts } from "../orders/world.ts";
import { customersMissing, rowCounts, type Table } from "../sinks/tables.ts";
import { type Snapshot, totalsOf } from "./snapshot.ts";
import type { Splice } from "./splice.ts";

/** Consumer groups of the services and what they consume. */
export const GROUPS = {
  payment: ["unpaid_orders"],
  shipping: ["paid_orders"],
  delivery: ["shipped_orders"],
  splice: ["finished_orders", "failed_orders"],
} as const;

const PAUSE_MS = 300;
/** Counting a table costs more the more it holds; while orders stream, at most this share of the time goes into it. */
const COUNTING_SHARE = 0.1;

/** What the sink has yet to store, as records or as rows. */
export type SinkLag = (
  totals: Readonly<Counts>,
  rows: Readonly<Record<Table, number>>,
) => number | Promise<number>;

export interface Watched {
  readonly kafka: Kafka;
  /** Connected. */
  readonly admin: Admin;
  /** Connected. */
  readonly database: Client;
  readonly splice: Splice;
  readonly sinkLag: SinkLag;
}

/**
 * Looks again and again until the signal is aborted.
 *
 * @param onLook called with each complete snapshot
 */
export async function watch(
  { kafka, admin, database, splice, sinkLag }: Watched,
  onLook: (snapshot: Snapshot) => void,
  signal: AbortSignal,
): Promise<void> {
  let state: WorldState = {};
  const following = watchWorld(kafka, (next) => {
    state = next;
  }, signal);
  const looking = (async () => {
    let tables = await countTables(database);
    while (!signal.aborted) {
      // The shop first and the tables last: what a snapshot says of a later stage is never older than of an earlier one.
      const { world, position } = state;
      const services = {
        payment: await readProgress(admin, "payment", GROUPS.payment),
        shipping: await readProgress(admin, "shipping", GROUPS.shipping),
        delivery: await readProgress(admin, "delivery", GROUPS.delivery),
        splice: await splice.progress(),
      };
      const now = performance.now();
      // Once nothing is under way before the sink, the rows are what the end of the run waits for.
      const idle = Object.values(services).every(({ lag }) => lag === 0);
      if (idle || now - tables.at > tables.took / COUNTING_SHARE) tables = await countTables(database);
      const { rows, customersMissing } = tables;
      const seen = { at: performance.now(), world, position, rows, customersMissing };
      const totals = totalsOf({ ...seen, consumers: { ...services, sink: { lag: 0, counts: {} } } });
      const sink = { lag: await sinkLag(totals, rows), counts: {} };
      onLook({ ...seen, consumers: { ...services, sink } });
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  })();
  await Promise.all([following, looking]);
}

async function countTables(database: Client) {
  const start = performance.now();
  const rows = await rowCounts(database), missing = await customersMissing(database);
  const at = performance.now();
  return { rows, customersMissing: missing, at, took: at - start };
}
