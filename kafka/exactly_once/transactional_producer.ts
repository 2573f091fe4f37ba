/** Producers whose records and offsets become visible together, or not at all. */
import { retry } from "../../lib/retry/retry.ts";
import { type KafkaClient, kafkajsOf } from "../client/kafka_client.ts";
import { splitByBytes } from "../client/record_batches.ts";
import type { TopicPartition } from "../client/topic_partition.ts";
import { messagesOf, type OutputRecord } from "../serdes/records.ts";

/** A producer that has fenced every other one of its transactional id. */
export interface FencedProducer {
  transaction(): Promise<OpenTransaction>;
  disconnect(): Promise<void>;
}

/** A transaction that is neither committed nor aborted. */
export interface OpenTransaction {
  sendBatch(batch: {
    readonly acks: number;
    readonly topicMessages: { readonly topic: string; readonly messages: ReturnType<typeof messagesOf> }[];
  }): Promise<unknown>;
  sendOffsets(offsets: {
    readonly consumerGroupId: string;
    readonly topics: {
      readonly topic: string;
      readonly partitions: { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
  isActive(): boolean;
}

/** A transaction that its producer abandoned is ended by the broker after this time, or by the next owner of its id. */
const TRANSACTION_TIMEOUT_MS = 30_000;

/**
 * A connected producer that has fenced every other one of the same transactional id: their open transaction is ended,
 * and what they committed is visible.
 */
export async function fencedProducer(kafka: KafkaClient, transactionalId: string): Promise<FencedProducer> {
  const producer = kafkajsOf(kafka).producer({
    transactionalId,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    // With more than one request under way, a retried batch could arrive behind its successor.
    maxInFlightRequests: 1,
    idempotent: true,
    allowAutoTopicCreation: false,
  });
  try {
    await producer.connect();
    // kafkajs asks for its epoch, which fences the others, with the first transaction only.
    const empty = await producer.transaction();
    await empty.abort();
    return producer;
  } catch (error) {
    // The first error counts.
    await producer.disconnect().catch(() => {});
    throw error;
  }
}

/**
 * Waits until readers see all that producers of the id have committed, and fences them.
 *
 * A broker answers a commit once it is decided; the partitions learn of it afterwards, by their transaction markers.
 */
export async function settleTransactions(kafka: KafkaClient, transactionalId: string): Promise<void> {
  const successor = await fencedProducer(kafka, transactionalId);
  await successor.disconnect();
}

/**
 * Runs work in one transaction: committed when the work returns, aborted when it throws.
 *
 * After an error the producer cannot be used again: whether the transaction was committed is known only to a new
 * producer of the same id, which must read the committed offsets.
 */
export async function inTransaction(
  producer: FencedProducer,
  work: (transaction: OpenTransaction) => Promise<void>,
): Promise<void> {
  const transaction = await producer.transaction();
  try {
    await work(transaction);
    await transaction.commit();
  } catch (error) {
    // The first error counts; what cannot be aborted now, the next owner of the id aborts.
    if (transaction.isActive()) await transaction.abort().catch(() => {});
    throw error;
  }
}

/** Sends records of any number of topics, in order per key, in requests of a size that brokers accept. */
export async function sendRecords(
  transaction: OpenTransaction,
  records: readonly OutputRecord[],
): Promise<void> {
  for (const slice of splitByBytes(records)) {
    const byTopic = new Map<string, OutputRecord[]>();
    for (const record of slice) {
      const ofTopic = byTopic.get(record.topic);
      if (ofTopic === undefined) byTopic.set(record.topic, [record]);
      else ofTopic.push(record);
    }
    const topicMessages = [...byTopic].map(([topic, ofTopic]) => ({ topic, messages: messagesOf(ofTopic) }));
    await transaction.sendBatch({ acks: -1, topicMessages });
  }
}

/** How long the markers of the transaction before may take to be written. */
const MARKERS_WRITTEN = { minDelay: 5, maxDelay: 200, timeout: 1000 } as const;

/**
 * Commits a group's offset of one partition with the transaction.
 *
 * @param offset of the next record to consume
 * @param metadata kept beside the offset; kafkajs passes it on, though its types do not name it
 */
export async function sendOffset(
  transaction: OpenTransaction,
  group: string,
  { topic, partition }: TopicPartition,
  offset: bigint,
  metadata: string,
): Promise<void> {
  const partitions = [{ partition, offset: String(offset), metadata }];
  const offsets = { consumerGroupId: group, topics: [{ topic, partitions }] };
  // A refusal changes nothing: the markers of the transaction before this one are still being written.
  await retry(() => transaction.sendOffsets(offsets), { policy: MARKERS_WRITTEN, isRetryable: isBusy });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "type" in error && error.type === "CONCURRENT_TRANSACTIONS";
}
