/** The sole writer of what a consumer group makes of one partition: its transactional producer and its position. */
import type { KafkaAdmin } from "../client/admin.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { isSamePartition, partitionName, type TopicPartition } from "../client/topic_partition.ts";
import type { OwnedPartition } from "../group/assigned_partitions.ts";
import { type CommittedOffset, readCommitted } from "./committed.ts";
import type { OutputRecord } from "../serdes/records.ts";
import { addTotals, formatTotals, type Totals } from "./totals.ts";
import {
  type FencedProducer,
  fencedProducer,
  inTransaction,
  sendOffset,
  sendRecords,
} from "./transactional_producer.ts";

export interface PartitionOwner extends OwnedPartition {
  /** Offset of the next record to consume, as committed; `undefined` before the first commit. */
  readonly position: bigint | undefined;
  /**
   * Produces records, moves the position and adds to the totals, all in one transaction. Calls run one after the other;
   * one that would not move the position forward does nothing.
   *
   * @returns whether it committed
   */
  commit(records: readonly OutputRecord[], position: bigint, added: Totals): Promise<boolean>;
  /** Waits for what is under way, then disconnects. */
  close(): Promise<void>;
}

/** One id per group and partition, so that a new owner fences the old one wherever that one runs. */
export function transactionalId(group: string, { topic, partition }: TopicPartition): string {
  return `${group}-${topic}-${partition}`;
}

/**
 * Takes partitions over from whoever owned them before.
 *
 * The order is what makes this safe: first the new producers fence the old ones, which ends their transactions; only
 * then can no committed offset move any more, and is read.
 *
 * @param admin connected
 */
export async function acquirePartitions(
  kafka: KafkaClient,
  admin: Pick<KafkaAdmin, "fetchOffsets">,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<PartitionOwner[]> {
  const producers = await connectAll(kafka, group, partitions);
  try {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const committed = topics.length === 0 ? [] : await readCommitted(admin, group, topics);
    return partitions.map((partition, index) =>
      ownPartition(producers[index]!, group, committedOf(committed, partition))
    );
  } catch (error) {
    await Promise.allSettled(producers.map((producer) => producer.disconnect()));
    throw error;
  }
}

async function connectAll(
  kafka: KafkaClient,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<FencedProducer[]> {
  const attempts = await Promise.allSettled(
    partitions.map((partition) => fencedProducer(kafka, transactionalId(group, partition))),
  );
  const producers = attempts.flatMap((attempt) => attempt.status === "fulfilled" ? [attempt.value] : []);
  const failed = attempts.find((attempt) => attempt.status === "rejected");
  if (failed === undefined) return producers;
  await Promise.allSettled(producers.map((producer) => producer.disconnect()));
  throw failed.reason;
}

function committedOf(
  committed: readonly CommittedOffset[],
  partition: TopicPartition,
): CommittedOffset {
  const found = committed.find((offset) => isSamePartition(offset, partition));
  if (found === undefined) {
    throw new Error(`no answer about the committed offset of ${partitionName(partition)}`);
  }
  return found;
}

function ownPartition(producer: FencedProducer, group: string, committed: CommittedOffset): PartitionOwner {
  const { topic, partition } = committed;
  let { offset: position, totals } = committed;
  let last: Promise<unknown> = Promise.resolve();

  async function commit(records: readonly OutputRecord[], next: bigint, added: Totals): Promise<boolean> {
    if (position !== undefined && next <= position) return false;
    const sum = addTotals(totals, added);
    await inTransaction(producer, async (transaction) => {
      await sendRecords(transaction, records);
      await sendOffset(transaction, group, { topic, partition }, next, formatTotals(sum));
    });
    position = next;
    totals = sum;
    return true;
  }

  return {
    topic,
    partition,
    get position() {
      return position;
    },
    commit(records, next, added) {
      const turn = last.then(() => commit(records, next, added));
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      await last;
      await producer.disconnect();
    },
  };
}
