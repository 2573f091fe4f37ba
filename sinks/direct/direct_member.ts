/** One member of the direct sink's consumer group, from joining to leaving, with a database connection of its own. */
import { type EachBatchPayload, Partitioners, type Producer } from "kafkajs";
import { untilAborted } from "../../lib/command_line/interrupt.ts";
import type { Client } from "pg";
import { MEMBER_RUN, memberSettings } from "../../kafka/client/consumer_settings.ts";
import { deadLetter } from "../../kafka/serdes/dead_letters.ts";
import { splitByBytes } from "../../kafka/exactly_once/record_batches.ts";
import { messagesOf, type OutputRecord, recordsFrom } from "../../kafka/serdes/records.ts";
import { rowReader } from "../../kafka/serdes/row_serde.ts";
import { type ConsumerGroup } from "../../orders/consumer_groups.ts";
import { DEAD_LETTER_TOPIC } from "../../orders/topics.ts";
import type { LooseRow } from "../../orders/row_columns.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { assignedPartitions, type OwnedPartition } from "./assigned_partitions.ts";
import { connectDatabase } from "../postgres/database.ts";
import type { DirectSinkOptions } from "./direct_sink.ts";
import { microBatch } from "../../lib/micro_batch.ts";
import { type RowBatch, storeBatches } from "./row_batches.ts";
import { createStaging } from "./upsert.ts";

/** The consumer group. */
export const DIRECT_SINK = "direct-sink" satisfies ConsumerGroup;

/** What one fetch brings is stored in one transaction: some ten thousand rows, a fraction of a second. */
const FETCH = { perPartition: 1 << 20, inAll: 8 << 20 };

export interface MemberOptions extends DirectSinkOptions {
  /** Called each time the positions of new partitions were read. */
  readonly onJoined: () => void;
}

/** Joins the group, works until the signal is aborted, leaves. @throws the first error of any part */
export async function runDirectMember(options: MemberOptions): Promise<void> {
  const { kafka, database, signal, onJoined } = options;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  const client = await connectDatabase(database, DIRECT_SINK);
  const admin = kafka.admin();
  const deadLetters = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const consumer = kafka.consumer(memberSettings(DIRECT_SINK, FETCH));
  try {
    await createStaging(client);
    await Promise.all([admin.connect(), deadLetters.connect(), consumer.connect()]);
    const partitions = assignedPartitions({ consumer, admin, client, onJoined, fail: failure.reject });
    const process = batchProcessor(options, client, deadLetters);
    consumer.on(consumer.events.CRASH, ({ payload }) => failure.reject(payload.error));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const { batchSize, lastOffset, highWatermark } = payload;
      const next = BigInt(lastOffset) + 1n;
      // kafkajs hides batches that hold nothing but transaction markers. Behind the last one the group has no lag. It may
      // lie behind the high watermark too, which the broker notes before it reads.
      if (batchSize > 0 || next < BigInt(highWatermark)) return;
      partitions.ownedOf(payload)?.show(next);
    });
    await consumer.subscribe({ topics: [...ROW_TABLES], fromBeginning: true });
    await consumer.run({
      ...MEMBER_RUN,
      eachBatch: async (payload) => {
        const owned = partitions.ownedOf(payload.batch);
        // Stale: fetched before the partition's position was known.
        if (owned === undefined || payload.isStale() || signal.aborted) return;
        try {
          await process(payload, owned);
        } catch (error) {
          return failure.reject(error);
        }
        // Throws when the group is rebalancing: kafkajs then joins again.
        await payload.heartbeat();
      },
    });
    await Promise.race([failure.promise, untilAborted(signal)]);
  } finally {
    // What cannot be closed in order ends by time-out: it must not hide why we are here.
    await consumer.disconnect().catch(() => {});
    await Promise.allSettled([deadLetters.disconnect(), admin.disconnect(), client.end()]);
  }
}

/** What happens to each batch: it is read, stored with its position, and its position shown in Kafka. */
function batchProcessor(
  { registry, onProgress }: DirectSinkOptions,
  client: Client,
  deadLetters: Producer,
): (payload: EachBatchPayload, owned: OwnedPartition) => Promise<void> {
  const store = microBatch<RowBatch>((batches) => storeBatches(client, batches));
  const readers = new Map(
    ROW_TABLES.map((table) => [table as string, { table, read: rowReader(table, registry) }]),
  );

  return async ({ batch, resolveOffset }, owned) => {
    const reader = readers.get(batch.topic);
    if (reader === undefined) throw new Error(`the direct sink does not read ${batch.topic}`);
    const { topic, partition } = batch;
    // The offset behind the batch lies behind its transaction markers too.
    const to = BigInt(batch.lastOffset()) + 1n;
    if (to <= owned.position) return resolveOffset(String(to - 1n));
    const records = recordsFrom(batch, owned.position);
    const rows: LooseRow[] = [], letters: OutputRecord[] = [];
    for (const [index, reading] of (await reader.read(records)).entries()) {
      if ("row" in reading) rows.push(reading.row);
      else if ("unreadable" in reading) letters.push(deadLetter(records[index]!, "sink", reading.unreadable));
      // A deletion is passed over, as Connect's sink passes over it: rows of the shop are never deleted.
    }
    // Before the position moves, so that none is lost; a failure in between doubles them, for Kafka and PostgreSQL
    // share no transaction.
    await sendAll(deadLetters, letters);
    const move = { topic, partition, from: owned.position, to, rows: rows.length };
    await store({ table: reader.table, rows, move });
    owned.position = to;
    resolveOffset(String(to - 1n));
    await owned.show(to);
    onProgress?.(records.length);
  };
}

async function sendAll(producer: Producer, letters: readonly OutputRecord[]): Promise<void> {
  for (const slice of splitByBytes(letters)) {
    await producer.send({ topic: DEAD_LETTER_TOPIC, acks: -1, messages: messagesOf(slice) });
  }
}
