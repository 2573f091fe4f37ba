/** The partitions that a consumer group assigned to one member, each with its owner. */
import type { Admin, Consumer, IMemberAssignment, Kafka } from "kafkajs";
import { acquirePartitions, type PartitionOwner, type TopicPartition } from "./partition_owner.ts";

export interface AssignedPartitions {
  /** Takes the partitions of a new assignment over, and gives the former ones up. */
  assign(assignment: IMemberAssignment): void;
  /** `undefined` while the partition is not ours, or not yet. */
  ownerOf(partition: TopicPartition): PartitionOwner | undefined;
  /** Gives all partitions up, once what is under way has ended. */
  close(): Promise<void>;
}

export interface Membership {
  readonly kafka: Kafka;
  readonly group: string;
  readonly consumer: Pick<Consumer, "pause" | "resume" | "seek">;
  /** Connected by the time of the first assignment. */
  readonly admin: Admin;
  readonly onJoined: () => void;
  /** Told of the error when partitions cannot be taken over. */
  readonly fail: (error: unknown) => void;
}

/** The owners of the partitions that the group assigned to this member, renewed with each rebalance. */
export function assignedPartitions(
  { kafka, group, consumer, admin, onJoined, fail }: Membership,
): AssignedPartitions {
  let owners = new Map<string, PartitionOwner>();
  let last: Promise<void> = Promise.resolve();
  const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  async function release(): Promise<void> {
    const released = [...owners.values()];
    owners = new Map();
    await Promise.allSettled(released.map((owner) => owner.close()));
  }

  async function renew(assigned: readonly TopicPartition[]): Promise<void> {
    await release();
    const taken = await acquirePartitions(kafka, admin, group, assigned);
    owners = new Map(taken.map((owner) => [nameOf(owner), owner]));
    for (const { topic, partition, position } of taken) {
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
      const assigned = topics.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition }))
      );
      last = last.then(() => renew(assigned)).catch(fail);
    },
    ownerOf: (partition) => owners.get(nameOf(partition)),
    async close() {
      await last;
      await release();
    },
  };
}
