/** The partitions that a consumer group assigned to one member, each with what its owner needs to work on it. */
import type { Consumer, IMemberAssignment } from "kafkajs";
import { partitionName, type TopicPartition } from "../client/topic_partition.ts";

/** A partition that this member works on. */
export interface OwnedPartition extends TopicPartition {
  /** Offset of the next record; `undefined` where the group has committed none. */
  readonly position: bigint | undefined;
  /** Gives the partition up, once what is under way has ended. */
  close?(): Promise<void>;
}

export interface AssignedPartitions<Owned extends OwnedPartition> {
  /** Gives the partitions of the former assignment up and acquires those of the new one. */
  assign(assignment: IMemberAssignment): void;
  /** `undefined` while the partition is not ours, or not yet. */
  ownedOf(partition: TopicPartition): Owned | undefined;
  /** Gives all partitions up, once what is under way has ended. */
  close(): Promise<void>;
}

export interface Assignments<Owned extends OwnedPartition> {
  readonly consumer: Pick<Consumer, "pause" | "resume" | "seek">;
  /** Takes partitions over from whoever owned them before, and finds out where they stand. */
  readonly acquire: (partitions: readonly TopicPartition[]) => Promise<readonly Owned[]>;
  readonly onJoined: () => void;
  /** Told of the error when partitions cannot be acquired. */
  readonly fail: (error: unknown) => void;
}

/**
 * Follows the assignments of a member. They are carried out one after the other, and one that a newer one has replaced
 * in the meantime takes no effect.
 */
export function assignedPartitions<Owned extends OwnedPartition>(
  { consumer, acquire, onJoined, fail }: Assignments<Owned>,
): AssignedPartitions<Owned> {
  let owned = new Map<string, Owned>();
  let newest = 0;
  let last: Promise<void> = Promise.resolve();

  /** From this moment nothing that was fetched for the former owners is worked on. */
  function release(): () => Promise<unknown> {
    const released = [...owned.values()];
    owned = new Map();
    return () => closeAll(released);
  }

  async function renew(assignment: number, partitions: readonly TopicPartition[]): Promise<void> {
    if (assignment !== newest) return;
    const acquired = await acquire(partitions);
    if (assignment !== newest) return void await closeAll(acquired);
    owned = new Map(acquired.map((one) => [partitionName(one), one]));
    for (const { topic, partition, position } of acquired) {
      // kafkajs looked its own offset up before the old owner was fenced: it may have moved since.
      if (position !== undefined) consumer.seek({ topic, partition, offset: String(position) });
      consumer.resume([{ topic, partitions: [partition] }]);
    }
    onJoined();
  }

  return {
    assign(assignment) {
      const topics = Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }));
      // In the same turn in which kafkajs joined, so that nothing is fetched before the partitions are ours.
      consumer.pause(topics);
      const partitions = topics.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition }))
      );
      const closed = release(), number = ++newest;
      last = last.then(closed).then(() => renew(number, partitions)).catch(fail);
    },
    ownedOf: (partition) => owned.get(partitionName(partition)),
    async close() {
      newest++;
      await last;
      await release()();
    },
  };
}

function closeAll(partitions: readonly OwnedPartition[]): Promise<unknown> {
  return Promise.allSettled(partitions.map((owned) => owned.close?.()));
}
