/** A consumer in a group of its own that reads topics and commits nothing; it starts over after failures. */
import type { Batch, Consumer } from "kafkajs";
import { untilAborted } from "../../lib/command_line/interrupt.ts";
import { superviseLoop } from "../../lib/retry/supervised_loop.ts";
import { withAdmin } from "../client/admin.ts";
import { isTransient } from "../client/failures.ts";
import { type KafkaClient, kafkajsOf } from "../client/kafka_client.ts";
import type { TopicPartition } from "../client/topic_partition.ts";
import { type FetchBytes, NO_RESTART } from "../group/consumer_settings.ts";

export interface Reading {
  readonly topics: readonly string[];
  /** The group's name begins with this; a random part follows. */
  readonly groupPrefix: string;
  readonly fetch?: FetchBytes;
  /** Aborting it ends the reading. */
  readonly signal: AbortSignal;
  /** Called in the turn in which the group was joined, before anything is fetched: the place to seek. */
  readonly onJoin?: (consumer: ReaderPosition) => void;
  /** Gets what was fetched of one partition; reading waits for it. What it throws ends the reading. */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** Told behind each batch, also behind those that hold nothing but transaction markers. `next` is what comes then. */
  readonly onPosition: (partition: TopicPartition, next: bigint, consumer: ReaderPosition) => void;
  /** Milliseconds between a failure and the next start; the supervised loop's own when left out. */
  readonly restartDelay?: { readonly minDelay: number; readonly maxDelay: number };
}

export type ReaderPosition = Pick<Consumer, "seek" | "pause">;

/**
 * Reads until the signal is aborted. Unless `onJoin` seeks, each start begins at the beginning of the topics.
 *
 * @throws what `onBatch` threw, or kafkajs's error when starting over cannot help or did not help for long
 */
export async function readSupervised(kafka: KafkaClient, reading: Reading): Promise<void> {
  const refusals = new WeakSet<object>();
  const { signal, restartDelay } = reading;
  const onBatch = async (batch: Batch) => {
    try {
      await reading.onBatch(batch);
    } catch (error) {
      // What was passed on cannot be taken back, even if a server of the reader's is only away for a moment.
      const refusal = error instanceof Error ? error : new Error(String(error));
      refusals.add(refusal);
      throw refusal;
    }
  };
  await superviseLoop(
    ({ onConnected, onProgress }) => {
      const onJoin = (consumer: ReaderPosition) => {
        onConnected();
        reading.onJoin?.(consumer);
      };
      const onPosition: Reading["onPosition"] = (partition, next, consumer) => {
        onProgress();
        reading.onPosition(partition, next, consumer);
      };
      return readOnce(kafka, { ...reading, onBatch, onJoin, onPosition });
    },
    {
      isRetryable: (error) => !refusals.has(error as object) && isTransient(error),
      signal,
      ...(restartDelay === undefined ? {} : { restartDelay }),
    },
  );
}

/** From joining the group to leaving it. @throws the first error of any part */
async function readOnce(
  kafka: KafkaClient,
  { topics, groupPrefix, fetch, signal, onJoin, onBatch, onPosition }: Reading,
): Promise<void> {
  if (signal.aborted) return;
  const groupId = `${groupPrefix}${crypto.randomUUID()}`;
  const failed = new AbortController();
  const fail = (error: unknown) => failed.abort(error);
  const stop = AbortSignal.any([signal, failed.signal]);
  const consumer = kafkajsOf(kafka).consumer({
    groupId,
    ...(fetch === undefined ? {} : { maxBytesPerPartition: fetch.perPartition, maxBytes: fetch.inAll }),
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    readUncommitted: false,
    retry: NO_RESTART,
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, () => onJoin?.(consumer));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    // What came after the end was not passed on.
    if (!stop.aborted) onPosition(payload, BigInt(payload.lastOffset) + 1n, consumer);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        if (stop.aborted) return;
        await onBatch(batch).catch(fail);
      },
    });
    await untilAborted(stop);
    failed.signal.throwIfAborted();
  } finally {
    await consumer.disconnect().catch(() => {});
    // A group that is left behind does no harm: it has no offsets, and the broker forgets it.
    await withAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => {});
  }
}
