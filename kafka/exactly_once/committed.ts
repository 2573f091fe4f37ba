/** Where a consumer group stands: its committed offsets, with the totals committed beside them. */
import type { Admin } from "kafkajs";
import { patiently } from "../client/admin.ts";
import { parseTotals, type Totals } from "./totals.ts";

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next record to consume; `undefined` when the group never committed there. */
  readonly offset: bigint | undefined;
  readonly totals: Totals;
}

/** Reads the group's committed offsets of all partitions of the topics. @throws BAD_DATA when their metadata is foreign */
export async function readCommitted(
  admin: Admin,
  group: string,
  topics: readonly string[],
): Promise<CommittedOffset[]> {
  const answer = await patiently(() => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
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
