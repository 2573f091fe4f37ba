/**
 * How many rows Kafka Connect has yet to store.
 *
 * Connect commits offsets of records, so behind the last row its group never passes the transaction markers, and
 * behind a dead letter it does not pass the dead letter either: its offsets alone would show a lag for ever. Where a
 * short distance to the end stays as it is, the records in between are read, and only rows are counted.
 */
import type { Admin, Kafka } from "kafkajs";
import { patiently, readEnds } from "../kafka/admin.ts";
import { readCommitted } from "../kafka/committed.ts";
import { recordsFrom } from "../kafka/records.ts";
import type { SchemaRegistry } from "../kafka/registry.ts";
import { rowReader } from "../kafka/row_serde.ts";
import { ROW_TABLES, type RowTable } from "../orders/rows.ts";
import { connectGroup } from "./connect_sink.ts";

/** Offsets that a connector did not pass. */
export interface Gap {
  readonly table: RowTable;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/** A longer distance holds rows for certain, and is not worth reading. */
const SHORT = 200n;
/** Longer than the local worker takes from storing rows to committing their offsets. */
const STILL_MS = 2000;
const READ_TIMEOUT_MS = 20_000;

/**
 * A function that gives the lag of all connectors together, cheap enough to be called twice a second.
 *
 * @param admin connected
 */
export function connectLagReader(
  kafka: Kafka,
  admin: Admin,
  registry: SchemaRegistry,
): () => Promise<number> {
  const judge = gapJudge((gaps) => patiently(() => countRows(kafka, admin, registry, gaps)));
  return async () => judge(await readGaps(admin), performance.now());
}

async function readGaps(admin: Admin): Promise<Gap[]> {
  const gaps = await Promise.all(ROW_TABLES.map(async (table) => {
    // Committed offsets first: read after the ends, they could be ahead of them.
    const committed = await readCommitted(admin, connectGroup(table), [table]);
    return (await readEnds(admin, table)).map(({ partition, low, high: to }) => {
      const from = committed.find((offset) => offset.partition === partition)?.offset ?? low;
      return { table, partition, from, to };
    });
  }));
  return gaps.flat().filter(({ from, to }) => from < to);
}

/**
 * Adds gaps up to a lag: offsets while they move or are many, rows once they stand still.
 *
 * @param count the rows in each of some gaps
 */
export function gapJudge(
  count: (gaps: readonly Gap[]) => Promise<number[]>,
): (gaps: readonly Gap[], now: number) => Promise<number> {
  let known = new Map<string, { readonly since: number; rows?: number }>();

  return async (gaps, now) => {
    const seen = gaps.map((gap) => {
      const name = `${gap.table}/${gap.partition}/${gap.from}/${gap.to}`;
      return { gap, name, state: known.get(name) ?? { since: now } };
    });
    known = new Map(seen.map(({ name, state }) => [name, state]));
    const unread = seen.filter(({ gap: { from, to }, state }) =>
      state.rows === undefined && to - from <= SHORT && now - state.since >= STILL_MS
    );
    const counts = unread.length === 0 ? [] : await count(unread.map(({ gap }) => gap));
    for (const [index, { state }] of unread.entries()) state.rows = counts[index]!;
    return seen.reduce((lag, { gap, state }) => lag + (state.rows ?? Number(gap.to - gap.from)), 0);
  };
}

/** Reads the records of gaps, by a consumer group that is gone afterwards, and counts those that are rows. */
async function countRows(
  kafka: Kafka,
  admin: Admin,
  registry: SchemaRegistry,
  gaps: readonly Gap[],
): Promise<number[]> {
  const groupId = `tindahan-lag-${crypto.randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const rows = gaps.map(() => 0);
  const open = new Set(gaps.keys());
  const read = Promise.withResolvers<void>();
  const indexOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }) =>
    gaps.findIndex((gap) => gap.table === topic && gap.partition === partition);
  consumer.on(consumer.events.CRASH, ({ payload }) => read.reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
      for (const partition of partitions) {
        const gap = gaps[indexOf({ topic, partition })];
        if (gap === undefined) consumer.pause([{ topic, partitions: [partition] }]);
        else consumer.seek({ topic, partition, offset: String(gap.from) });
      }
    }
  });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const index = indexOf(payload);
    if (BigInt(payload.lastOffset) + 1n >= (gaps[index]?.to ?? 0n)) open.delete(index);
    if (open.size === 0) read.resolve();
  });
  const timer = setTimeout(
    () => read.reject(new Error(`the ends of ${gaps.length} partitions could not be read`)),
    READ_TIMEOUT_MS,
  );
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set(gaps.map(({ table }) => table))], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const index = indexOf(batch);
        const gap = gaps[index];
        if (gap === undefined) return;
        const records = recordsFrom(batch, gap.from).filter(({ offset }) => BigInt(offset) < gap.to);
        const readings = await rowReader(gap.table, registry)(records);
        rows[index] = rows[index]! + readings.filter((reading) => "row" in reading).length;
      },
    });
    await read.promise;
    return rows;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
  }
}
