/** Polls Kafka and PostgreSQL while the services work, and makes snapshots of what they answer. */
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { readGroupProgress } from "../kafka/reads/progress.ts";
import { readWorld, watchWorld } from "../kafka/topics/world_topic.ts";
import type { WorldState } from "../kafka/topics/world_topic.ts";
import type { Counts } from "../orders/world.ts";
import { customersMissing, rowCounts, type Table, TABLES } from "../sinks/postgres/tables.ts";
import { type Snapshot, totalsOf } from "./snapshot.ts";
import type { Connections } from "./connections.ts";
import type { Splice } from "./splice.ts";

const POLL_INTERVAL_MS = 300;
/** Counting a table costs more the more it holds; while orders stream, at most this share of the time goes into it. */
const COUNTING_SHARE = 0.1;
/** A count that takes longer is not waited for: a lock may hold it up for as long as somebody's transaction is open. */
const COUNT_TIMEOUT_MS = 5000;

/** What the sink has yet to store, as records or as rows. */
export type SinkLag = (
  totals: Readonly<Counts>,
  rows: Readonly<Record<Table, number>>,
) => number | Promise<number>;

/** What is asked; all connected. */
export interface Polled extends Connections {
  readonly splice: Pick<Splice, "progress">;
  readonly sink: { readonly lag: SinkLag };
}

/**
 * Polls until the signal is aborted.
 *
 * @param onSnapshot called with each complete snapshot
 */
export async function poll(
  polled: Polled,
  onSnapshot: (snapshot: Snapshot) => void,
  signal: AbortSignal,
): Promise<void> {
  let state: WorldState = {};
  const following = watchWorld(polled.kafka, (next) => {
    state = next;
  }, signal);
  await Promise.all([following, pollCounts(polled, () => state, onSnapshot, signal)]);
}

async function pollCounts(
  polled: Polled,
  worldState: () => WorldState,
  onSnapshot: (snapshot: Snapshot) => void,
  signal: AbortSignal,
): Promise<void> {
  const count = staleWhileRevalidate(() => countTables(polled.database), NO_TABLES, COUNT_TIMEOUT_MS, signal);
  let { answer: tables, late } = await count();
  while (!signal.aborted) {
    // The shop first and the tables last: what a snapshot says of a later stage is never older than of an earlier one.
    const { world, position } = worldState();
    const services = await progressOf(polled);
    const now = performance.now();
    // Once nothing is in flight before the sink, the rows are what the end of the run waits for.
    const idle = Object.values(services).every(({ lag }) => lag === 0);
    if (late || idle || now - tables.at > tables.took / COUNTING_SHARE) {
      ({ answer: tables, late } = await count());
    }
    onSnapshot(await snapshotOf({ world, position, services, ...tables, rowsAreOld: late }, polled.sink.lag));
    await delay(POLL_INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Polls once, while no service is at work. */
export async function pollOnce(polled: Polled): Promise<Snapshot> {
  const { world, position } = await readWorld(polled.kafka);
  const services = await progressOf(polled);
  return await snapshotOf(
    { world, position, services, ...await countTables(polled.database) },
    polled.sink.lag,
  );
}

type Services = Omit<Snapshot["consumers"], "sink">;

async function progressOf({ admin, splice }: Pick<Polled, "admin" | "splice">): Promise<Services> {
  return {
    payment: await readGroupProgress(admin, "payment"),
    shipping: await readGroupProgress(admin, "shipping"),
    delivery: await readGroupProgress(admin, "delivery"),
    splice: await splice.progress(),
  };
}

/** What a poll found, with what follows from it for the sink. */
async function snapshotOf(
  { services, world, position, rows, customersMissing, rowsAreOld = false }:
    & Omit<Snapshot, "at" | "consumers">
    & { readonly services: Services },
  sinkLag: SinkLag,
): Promise<Snapshot> {
  const found = { at: performance.now(), world, position, rows, customersMissing, rowsAreOld };
  const totals = totalsOf({ ...found, consumers: { ...services, sink: { lag: 0, counts: {} } } });
  return { ...found, consumers: { ...services, sink: { lag: await sinkLag(totals, rows), counts: {} } } };
}

/**
 * Asks a question again and again, one at a time, and has an answer within a time: where the new one does not come, the
 * last one, and it goes on being waited for.
 *
 * @param first stands in until there is an answer
 * @param timeout milliseconds that a new answer is waited for
 * @param signal once aborted, nothing is waited for
 */
export function staleWhileRevalidate<Answer>(
  ask: () => Promise<Answer>,
  first: Answer,
  timeout: number,
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
    const answered = new AbortController();
    const either = AbortSignal.any([answered.signal, ...(signal === undefined ? [] : [signal])]);
    const over = delay(timeout, undefined, { signal: either }).catch(() => {});
    try {
      await Promise.race([asking, over]);
    } finally {
      answered.abort();
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
