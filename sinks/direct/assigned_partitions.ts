/** The partitions that the consumer group assigned to this process, each read from where PostgreSQL says it stands. */
import type { Admin, Consumer, IMemberAssignment } from "kafkajs";
import type { Client } from "pg";
import { readEnds } from "../../kafka/client/admin.ts";
import { TindahanError } from "../../orders/errors.ts";
import { microBatch } from "../../lib/micro_batch.ts";
import { readOffsets, type TopicPartition } from "./stored_offsets.ts";

export interface OwnedPartition extends TopicPartition {
  /** Where it stands in PostgreSQL, as far as this process knows. */
  position: bigint;
  /** Commits an offset in Kafka, for those who watch the lag. It never fails: nothing depends on it. */
  show(offset: bigint): Promise<void>;
}

export interface AssignedPartitions {
  ownedOf(partition: TopicPartition): OwnedPartition | undefined;
}

export interface Membership {
  readonly consumer: Consumer;
  /** Connected. */
  readonly admin: Admin;
  /** Connected. */
  readonly client: Client;
  readonly onJoined: () => void;
  /** Told of the error when positions cannot be read, or cannot be those of these topics. */
  readonly fail: (error: unknown) => void;
}

/** Follows the assignments of a consumer: with each one, its partitions wait until their positions are read. */
export function assignedPartitions(
  { consumer, admin, client, onJoined, fail }: Membership,
): AssignedPartitions {
  let owned = new Map<string, OwnedPartition>();
  const showAll = microBatch<TopicPartition & { readonly offset: string }>((offsets) =>
    // A rebalance refuses it; the next batch, or the next owner, shows where the partition stands.
    consumer.commitOffsets([...offsets]).catch(() => {})
  );

  async function take(partitions: readonly TopicPartition[]): Promise<void> {
    const stored = await readOffsets(client, partitions);
    await refuseForeign(admin, stored);
    owned = new Map(stored.map(({ topic, partition, offset: position }) => {
      const show = (offset: bigint) => showAll({ topic, partition, offset: String(offset) });
      return [nameOf({ topic, partition }), { topic, partition, position, show }];
    }));
    for (const { topic, partition, position, show } of owned.values()) {
      consumer.seek({ topic, partition, offset: String(position) });
      consumer.resume([{ topic, partitions: [partition] }]);
      if (position > 0n) show(position);
    }
    onJoined();
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const topics = topicsOf(payload.memberAssignment);
    // In the same turn in which kafkajs joined, so that nothing is fetched from its own offsets.
    consumer.pause(topics);
    owned = new Map();
    take(topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition }))))
      .catch(fail);
  });
  return { ownedOf: (partition) => owned.get(nameOf(partition)) };
}

/** Positions behind the end belong to topics that were deleted since: reading on would pass over the new ones' records. */
async function refuseForeign(
  admin: Admin,
  stored: readonly (TopicPartition & { readonly offset: bigint })[],
): Promise<void> {
  for (const topic of new Set(stored.map(({ topic }) => topic))) {
    for (const { partition, high } of await readEnds(admin, topic)) {
      const here = stored.find((offset) => offset.topic === topic && offset.partition === partition);
      if (here === undefined || here.offset <= high) continue;
      throw new TindahanError(
        "OTHER_WORLD",
        `PostgreSQL holds ${topic}/${partition} up to offset ${here.offset}, but the topic ends at ${high}`,
        "name the database of these topics in DATABASE_URL, or start anew with 'deno task pipeline --fresh'",
      );
    }
  }
}

function topicsOf(assignment: IMemberAssignment): { topic: string; partitions: number[] }[] {
  return Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }));
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
