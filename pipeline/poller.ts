/** Looks at Kafka and PostgreSQL while the services work, and keeps the latest snapshot. */
import { setTimeout as delay } from "node:timers/promises";
import type { KafkaAdmin } from "../kafka/client/admin.ts";
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import type { Client } from "pg";
import { readGroupProgress } from "../kafka/reads/progress.ts";
import { readWorld, watchWorld } from "../kafka/topics/world_topic.ts";
import type { WorldState } from "../kafka/topics/world_topic.ts";
import type { Counts } from "../orders/world.ts";
import { customersMissing, rowCounts, type Table, TABLES } from "../sinks/postgres/tables.ts";
import { type Snapshot, totalsOf } from "./snapshot.ts";
import type { Splice } from "./splice.ts";

const PAUSE_MS = 300;
/** Counting a table costs more the more it holds; while orders stream, at most this share of the time goes into it. */
const COUNTING_SHARE = 0.1;
/** A count that takes longer is not waited for: a lock may hold it up for as long as somebody's transaction is open. */
const COUNTING_MS = 5000;

/** What the sink has yet to store, as records or as rows. */
export type SinkLag = (
  totals: Readonly<Counts>,
  rows: Readonly<Record<Table, number>>,
) => number | Promise<number>;

export interface Watched {
  readonly kafka: KafkaClient;
  /** Connected. */
  readonly admin: KafkaAdmin;
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
    const count = staleWhileRevalidate(() => countTables(database), NO_TABLES, COUNTING_MS, signal);
    let { answer: tables, late } = await count();
    while (!signal.aborted) {
      // The shop first and the tables last: what a snapshot says of a later stage is never older than of an earlier one.
      const { world, position } = state;
      const services = await progressOf({ admin, splice });
      const now = performance.now();
      // Once nothing is under way before the sink, the rows are what the end of the run waits for.
      const idle = Object.values(services).every(({ lag }) => lag === 0);
      if (late || idle || now - tables.at > tables.took / COUNTING_SHARE) {
        ({ answer: tables, late } = await count());
      }
      onLook(await snapshotOf({ world, position, services, ...tables, rowsAreOld: late }, sinkLag));
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  })();
  await Promise.all([following, looking]);
}

/** Looks once, while no service is at work. */
export async function lookOnce({ kafka, admin, database, splice, sinkLag }: Watched): Promise<Snapshot> {
  const { world, position } = await readWorld(kafka);
  const services = await progressOf({ admin, splice });
  return await snapshotOf({ world, position, services, ...await countTables(database) }, sinkLag);
}

type Services = Omit<Snapshot["consumers"], "sink">;

async function progressOf({ admin, splice }: Pick<Watched, "admin" | "splice">): Promise<Services> {
  return {
    payment: await readGroupProgress(admin, "payment"),
    shipping: await readGroupProgress(admin, "shipping"),
    delivery: await readGroupProgress(admin, "delivery"),
    splice: await splice.progress(),
  };
}

/** What a look found, with what follows from it for the sink. */
async function snapshotOf(
  { services, world, position, rows, customersMissing, rowsAreOld = false }:
    & Omit<Snapshot, "at" | "consumers">
    & { readonly services: Services },
  sinkLag: SinkLag,
): Promise<Snapshot> {
  const seen = { at: performance.now(), world, position, rows, customersMissing, rowsAreOld };
  const totals = totalsOf({ ...seen, consumers: { ...services, sink: { lag: 0, counts: {} } } });
  return { ...seen, consumers: { ...services, sink: { lag: await sinkLag(totals, rows), counts: {} } } };
}

/**
 * Asks a question again and again, one at a time, and has an answer within a time: where the new one does not come, the
 * last one, and it goes on being waited for.
 *
 * @param first stands in until there is an answer
 * @param signal once aborted, nothing is waited for
 */
export function staleWhileRevalidate<Answer>(
  ask: () => Promise<Answer>,
  first: Answer,
  patienceMs: number,
  signal?: AbortSignal,
): () => Promise<{ readonly answer: Answer; readonly late: boolean }> {
  let answer = first, asking: Promise<void> | undefined;
  return async () => {
    asking ??= ask().then((next) => {
      answer = next;
      asking = undefined;
    });
    // It may fail while nobody waits; the next call meets it.
    asking.catch(() => {});
    const enough = new AbortController();
    const either = AbortSignal.any([enough.signal, ...(signal === undefined ? [] : [signal])]);
    const patience = delay(patienceMs, undefined, { signal: either }).catch(() => {});
    try {
      await Promise.race([asking, patience]);
    } finally {
      enough.abort();
    }
    return { answer, late: asking !== undefined };
  };
}

const NO_ROWS = Object.fromEntries(TABLES.map((table) => [table, 0])) as Record<Table, number>;
/** Before the first count. */
const NO_TABLES = { rows: NO_ROWS, customersMissing: 0, at: -Infinity, took: 0 };

async function countTables(database: Client) {
  const start = performance.now();
  const rows = await rowCounts(database), missing = await customersMissing(database);
  const at = performance.now();
  return { rows, customersMissing: missing, at, took: at - start };
}
