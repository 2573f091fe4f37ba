/** Where a consumer group stands: its committed offsets, with the totals committed beside them. */
import { type KafkaAdmin, untilReady } from "../client/admin.ts";
import type { TopicPartition } from "../client/topic_partition.ts";
import { parseTotals, type Totals } from "./totals.ts";

export interface CommittedOffset extends TopicPartition {
  /** Offset of the next record to consume; `undefined` when the group never committed there. */
  readonly offset: bigint | undefined;
  readonly totals: Totals;
}

/** Reads the group's committed offsets of all partitions of the topics. @throws BAD_DATA when their metadata is foreign */
export async function readCommitted(
  admin: Pick<KafkaAdmin, "fetchOffsets">,
  group: string,
  topics: readonly string[],
): Promise<CommittedOffset[]> {
  const answer = await untilReady(() => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
  return answer.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset, metadata }) => {
      const committed = BigInt(offset);
      return {
        topic,
        partition,
        offset: committed < 0n ? undefined : committed,
        totals: parseTotals(metadata, group),
      };
    })
  );
}
