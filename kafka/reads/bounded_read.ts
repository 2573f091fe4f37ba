/** Reads what topics hold at one moment: from an offset of each partition to where it ended then, committed records only. */
import type { Consumer, Kafka } from "kafkajs";
import { TindahanError } from "../../orders/errors.ts";
import { readEnds, withAdmin } from "../client/admin.ts";
import { type ConsumedRecord, recordsFrom } from "../serdes/records.ts";
import { idleTimeout } from "../../lib/retry/idle_timeout.ts";

/** A stretch of one partition's log. */
export interface LogRange {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the first record to read. */
  readonly start: bigint;
  /** Offset behind the last record to read. */
  readonly end: bigint;
}

/** Consumer groups of readers start with this name, followed by a random part; each is used once and deleted. */
const GROUP_PREFIX = "tindahan-snapshot-";
const FETCH_BYTES_PER_PARTITION = 2 << 20;
const FETCH_BYTES = 8 << 20;

/**
 * The whole of the topics as of now.
 *
 * @throws BAD_DATA when a topic is missing, or when retention has cut its beginning off and that was not allowed
 */
export async function wholeTopics(
  kafka: Kafka,
  topics: readonly string[],
  allowTruncated: boolean,
): Promise<LogRange[]> {
  return await withAdmin(kafka, async (admin) => {
    const present = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !present.has(topic));
    if (missing.length > 0) throw noSuchTopic(missing);
    const ends = await Promise.all(topics.map(async (topic) => {
      const partitions = await readEnds(admin, topic);
      return partitions.map(({ partition, low, high }) => ({ topic, partition, start: low, end: high }));
    }));
    const ranges = ends.flat();
    const cut = ranges.find(({ start }) => start > 0n);
    if (cut !== undefined && !allowTruncated) throw truncated(cut);
    return ranges;
  });
}

/**
 * Reads ranges and returns when their ends are reached, though the topics go on growing.
 *
 * @param onRecords gets the records of one partition, in order and each once; reading waits for it
 * @throws UNHEALTHY when nothing arrives for a minute, the signal's reason when it is aborted
 */
export async function readRanges(
  kafka: Kafka,
  ranges: readonly LogRange[],
  onRecords: (records: readonly ConsumedRecord[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const pending = new Map(
    ranges.filter(({ start, end }) => end > start).map((range) => [nameOf(range), range]),
  );
  if (pending.size === 0) return;
  const groupId = `${GROUP_PREFIX}${crypto.randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
    maxBytes: FETCH_BYTES,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    // What was passed on cannot be taken back: a reading that crashes fails. With this, it has the client's retries too.
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumeUntilDone(consumer, pending, onRecords, signal);
  } finally {
    await consumer.disconnect();
    // A group that is left behind does no harm: it has no offsets, and the broker forgets it.
    await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {});
  }
}

async function consumeUntilDone(
  consumer: Consumer,
  pending: Map<string, LogRange>,
  onRecords: (records: readonly ConsumedRecord[]) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => {});
  using idle = idleTimeout(reject, () => [...pending.keys()].join(", "));
  const topics = [...new Set([...pending.values()].map(({ topic }) => topic))];
  const abort = () => reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();

  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    // In the turn in which the group was joined, so that nothing is fetched from elsewhere. A session that expired or a
    // leader that moved makes the consumer join again: it goes on behind what was passed on.
    for (const { topic, partition, start } of pending.values()) {
      consumer.seek({ topic, partition, offset: String(start) });
    }
  });
  // Told of transaction markers as well, of which the end of a range may consist.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const { topic, partition } = payload, name = nameOf(payload);
    const range = pending.get(name), next = BigInt(payload.lastOffset) + 1n;
    if (range === undefined || next <= range.start) return;
    idle.reset();
    if (next < range.end) {
      pending.set(name, { ...range, start: next });
      return;
    }
    pending.delete(name);
    consumer.pause([{ topic, partitions: [partition] }]);
    if (pending.size === 0) resolve();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const range = pending.get(nameOf(batch));
        if (range === undefined) return;
        const records = recordsFrom(batch, range.start).filter(({ offset }) => BigInt(offset) < range.end);
        try {
          if (records.length > 0) await onRecords(records);
        } catch (error) {
          reject(error);
        }
      },
    });
    await promise;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function nameOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}

function noSuchTopic(missing: readonly string[]): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `the brokers have no topic ${missing.join(", ")}`,
    "run 'deno task pipeline' first, or name the brokers that have it in KAFKA_BROKERS",
  );
}

function truncated({ topic, partition, start }: LogRange): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `retention has cut off the beginning of ${topic}/${partition}: its first offset is ${start}`,
    "set retention.ms=-1 and start anew with 'deno task pipeline --fresh', or pass --allow-truncated",
  );
}
