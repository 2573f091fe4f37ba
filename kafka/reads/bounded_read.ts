/** Reads what topics hold at one moment: from an offset of each partition to where it ended then, committed records only. */
import { TindahanError } from "../../orders/errors.ts";
import { connectAdmin, readEnds, untilReady } from "../client/admin.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { partitionName, type TopicPartition } from "../client/topic_partition.ts";
import { type ConsumedRecord, recordsFrom } from "../serdes/records.ts";
import { idleTimeout } from "../../lib/retry/idle_timeout.ts";
import { readSupervised } from "./supervised_reader.ts";

/** A stretch of one partition's log. */
export interface LogRange extends TopicPartition {
  /** Offset of the first record to read. */
  readonly start: bigint;
  /** Offset behind the last record to read. */
  readonly end: bigint;
}

/** Consumer groups of readers start with this name, followed by a random part; each is used once and deleted. */
const GROUP_PREFIX = "tindahan-snapshot-";
const FETCH = { perPartition: 2 << 20, inAll: 8 << 20 };

/**
 * The whole of the topics as of now.
 *
 * @throws BAD_DATA when a topic is missing, or when retention has cut its beginning off and that was not allowed
 */
export async function wholeTopics(
  kafka: KafkaClient,
  topics: readonly string[],
  allowTruncated: boolean,
): Promise<LogRange[]> {
  await using admin = await connectAdmin(kafka);
  const present = new Set(await untilReady(() => admin.listTopics()));
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
}

/**
 * Reads ranges and returns when their ends are reached, though the topics go on growing.
 *
 * @param onRecords gets the records of one partition, in order and each once; reading waits for it
 * @throws UNHEALTHY when nothing arrives for a minute, the signal's reason when it is aborted
 */
export async function readRanges(
  kafka: KafkaClient,
  ranges: readonly LogRange[],
  onRecords: (records: readonly ConsumedRecord[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const pending = new Map(
    ranges.filter(({ start, end }) => end > start).map((range) => [partitionName(range), range]),
  );
  if (pending.size === 0) return;
  const done = new AbortController(), idle = new AbortController();
  using timeout = idleTimeout((error) => idle.abort(error), () => [...pending.keys()].join(", "));
  await readSupervised(kafka, {
    topics: [...new Set([...pending.values()].map(({ topic }) => topic))],
    groupPrefix: GROUP_PREFIX,
    fetch: FETCH,
    signal: AbortSignal.any([done.signal, idle.signal, ...signal === undefined ? [] : [signal]]),
    onJoin(consumer) {
      // A session that expired or a leader that moved makes the consumer join again: it goes on behind what was passed
      // on.
      for (const { topic, partition, start } of pending.values()) {
        consumer.seek({ topic, partition, offset: String(start) });
      }
    },
    async onBatch(batch) {
      const range = pending.get(partitionName(batch));
      if (range === undefined) return;
      const records = recordsFrom(batch, range.start).filter(({ offset }) => BigInt(offset) < range.end);
      if (records.length > 0) await onRecords(records);
    },
    onPosition(of, next, consumer) {
      const { topic, partition } = of, name = partitionName(of);
      const range = pending.get(name);
      if (range === undefined || next <= range.start) return;
      timeout.reset();
      if (next < range.end) return void pending.set(name, { ...range, start: next });
      pending.delete(name);
      consumer.pause([{ topic, partitions: [partition] }]);
      if (pending.size === 0) done.abort();
    },
  });
  signal?.throwIfAborted();
  idle.signal.throwIfAborted();
}

function noSuchTopic(missing: readonly string[]): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `the brokers have no topic ${missing.join(", ")}`,
    "run 'deno task pipeline' first, or name the brokers that have it in KAFKA_BROKERS",
  );
}

function truncated(range: LogRange): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `retention has cut off the beginning of ${partitionName(range)}: its first offset is ${range.start}`,
    "set retention.ms=-1 and start anew with 'deno task pipeline --fresh', or pass --allow-truncated",
  );
}
