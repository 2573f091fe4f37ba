/** Compares the topics with PostgreSQL, and with the orders of the regenerated shop. */
import type { Client } from "pg";
import { wholeTopics } from "../kafka/reads/bounded_read.ts";
import type { World } from "../orders/world.ts";
import type { Duck } from "../sinks/export/duckdb.ts";
import { EXPORT_TABLES, KEYS } from "../sinks/export/export_tables.ts";
import { makeOrderTables, ORDERS } from "../sinks/export/order_tables.ts";
import type { EndedOrder } from "../sinks/export/order_batch.ts";
import { ENDED_TOPICS } from "../sinks/export/read_orders.ts";
import { STAGED_FILES, stageOrders } from "../sinks/export/staged_orders.ts";
import { loadRanges, type OrderSource, TOPICS, type TopicSnapshot } from "../sinks/export/topic_snapshot.ts";
import { writing } from "../sinks/export/writing.ts";
import { loadCaughtUp } from "./catch_up.ts";
import { POSTGRES } from "./database_tables.ts";
import { compareTables, createDifferences, DIFFERENCES } from "./differences.ts";
import { checkInvariants } from "./invariants.ts";
import { type Checkpoint, ordersInFlight, takeCheckpoint } from "./in_flight.ts";

/** Schemas of the orders that ended since the snapshot, and of the regenerated orders. */
const LATER = "later", SHOP = "shop";

/** Regenerates the orders 1 to `sold` of a world, each carried to its end. */
export type Regenerate = (
  world: World,
  sold: number,
  onOrders: (orders: readonly EndedOrder[]) => Promise<void>,
) => Promise<void>;

export interface Check {
  readonly duck: Duck;
  /** Folder for intermediate files, exists. */
  readonly scratch: string;
  readonly source: OrderSource;
  /** Connected to PostgreSQL. */
  readonly client: Client;
  /** Taken before the snapshot. */
  readonly checkpoint: Checkpoint;
  /** Loaded into the schema `topics`. */
  readonly snapshot: TopicSnapshot;
  readonly regenerate: Regenerate;
  /** Milliseconds to wait for PostgreSQL. */
  readonly wait: number;
}

export interface Verdict {
  /** Orders compared. */
  readonly orders: number;
  /** Orders that were sold and had not ended when the topics were read. */
  readonly inFlight: number;
  readonly differences: number;
}

/** Compares everything. The differences are in the table `differences`. */
export async function reconcile(check: Check): Promise<Verdict> {
  const { duck, snapshot, source: { progress } } = check;
  await createDifferences(duck);
  await compareDatabase(check);
  const inFlight = await compareShop(check);
  progress.step("checking invariants");
  await checkInvariants(duck, [TOPICS, POSTGRES]);
  const [row] = await duck.rows(`SELECT count(*) AS differences FROM ${DIFFERENCES}`);
  return { orders: snapshot.orders, inFlight, differences: Number(row?.["differences"]) };
}

async function compareDatabase(check: Check): Promise<void> {
  const { duck, client, scratch, source: { progress, signal }, wait } = check;
  progress.step("reading PostgreSQL");
  await loadCaughtUp(duck, client, scratch, {
    wait,
    signal,
    onWait: (missing) => progress.step(`waiting for PostgreSQL, ${missing} rows behind`),
  });
  await acceptLaterRows(check);
  progress.step("comparing with PostgreSQL");
  await compareTables(duck, POSTGRES);
}

/**
 * Removes rows of orders that ended after the snapshot and reached PostgreSQL before it was read. They must be in the
 * topics by now, with the same values; otherwise they stay and count as extra.
 */
async function acceptLaterRows({ duck, scratch, source, snapshot }: Check): Promise<void> {
  const now = await wholeTopics(source.kafka, ENDED_TOPICS, true);
  const grown = now.map((range) => ({
    ...range,
    start:
      snapshot.ranges.find(({ topic, partition }) => topic === range.topic && partition === range.partition)
        ?.end ?? range.start,
  }));
  await loadRanges(duck, scratch, LATER, source, grown);
  for (const table of EXPORT_TABLES) {
    const key = KEYS[table];
    await duck.run(`
      DELETE FROM ${POSTGRES}.${table} AS theirs
      USING ${LATER}.${table} AS later
      WHERE theirs.${key} = later.${key} AND theirs IS NOT DISTINCT FROM later
        AND NOT EXISTS (SELECT 1 FROM ${TOPICS}.${table} AS ours WHERE ours.${key} = theirs.${key})`);
  }
}

/** Compares with the regenerated shop; returns how many orders are in flight. */
async function compareShop(
  { duck, scratch, source, checkpoint, snapshot, regenerate }: Check,
): Promise<number> {
  const { kafka, signal, progress } = source;
  progress.step("looking for orders in flight");
  const moving = await ordersInFlight(kafka, checkpoint, signal);
  const { sold } = await takeCheckpoint(kafka, []);
  progress.step("regenerating the orders");
  const staging = `${scratch}/${SHOP}`;
  await writing(staging, () => Deno.mkdir(staging));
  const staged = stageOrders(staging);
  let done = 0;
  await regenerate(checkpoint.world, sold, async (orders) => {
    signal.throwIfAborted();
    await staged.add(orders);
    progress.advance(done += orders.length, sold);
  });
  await staged.end();
  await writeNumbers(duck, `${scratch}/moving.csv`, moving);
  await makeOrderTables(
    duck,
    SHOP,
    `${staging}/${STAGED_FILES}`,
    `order_id IN (SELECT order_id FROM ${TOPICS}.${ORDERS})
      OR order_id <= ${checkpoint.sold} AND order_id NOT IN (SELECT order_id FROM moving)`,
  );
  await Deno.remove(staging, { recursive: true });
  progress.step("comparing with the shop");
  await compareTables(duck, SHOP);
  return Math.max(checkpoint.sold - snapshot.orders, 0);
}

/** Numbers as the table `moving`. */
async function writeNumbers(duck: Duck, path: string, numbers: ReadonlySet<number>): Promise<void> {
  await writing(path, () => Deno.writeTextFile(path, `order_id\n${[...numbers].join("\n")}\n`));
  await duck.run(`
    CREATE TABLE moving AS
    SELECT * FROM read_csv('${
    path.replaceAll("'", "''")
  }', columns = {'order_id': 'BIGINT'}, auto_detect = false, header = true)`);
}
