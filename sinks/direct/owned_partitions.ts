/** The partitions of this process, each read from where PostgreSQL says it stands. */
import type { Client } from "pg";
import { type KafkaAdmin, readEnds } from "../../kafka/client/admin.ts";
import { isSamePartition, partitionName, type TopicPartition } from "../../kafka/client/topic_partition.ts";
import type { OwnedPartition } from "../../kafka/group/assigned_partitions.ts";
import type { Membership } from "../../kafka/group/group_member.ts";
import { microBatch } from "../../lib/micro_batch.ts";
import { TindahanError } from "../../orders/errors.ts";
import { readOffsets } from "./stored_offsets.ts";

export interface StoredPartition extends OwnedPartition {
  /** Where it stands in PostgreSQL, as far as this process knows. */
  position: bigint;
  /** Commits an offset in Kafka, for those who watch the lag. It never fails: nothing depends on it. */
  show(offset: bigint): Promise<void>;
}

/**
 * Reads where assigned partitions stand.
 *
 * @throws OTHER_WORLD when the positions cannot be those of these topics
 */
export async function acquireStored(
  client: Client,
  partitions: readonly TopicPartition[],
  { admin, commitOffsets }: Membership,
): Promise<StoredPartition[]> {
  const stored = await readOffsets(client, partitions);
  await refuseForeign(admin, stored);
  const showAll = microBatch<TopicPartition & { readonly offset: bigint }>((offsets) =>
    // A rebalance refuses it; the next batch, or the next owner, shows where the partition stands.
    commitOffsets(offsets).catch(() => {})
  );
  return stored.map(({ topic, partition, offset: position }) => {
    const show = (offset: bigint) => showAll({ topic, partition, offset });
    if (position > 0n) show(position);
    return { topic, partition, position, show };
  });
}

/** Positions behind the end belong to topics that were deleted since: reading on would pass over the new ones' records. */
async function refuseForeign(
  admin: KafkaAdmin,
  stored: readonly (TopicPartition & { readonly offset: bigint })[],
): Promise<void> {
  for (const topic of new Set(stored.map(({ topic }) => topic))) {
    for (const { partition, high } of await readEnds(admin, topic)) {
      const here = stored.find((offset) => isSamePartition(offset, { topic, partition }));
      if (here === undefined || here.offset <= high) continue;
      throw new TindahanError(
        "OTHER_WORLD",
        `PostgreSQL holds ${partitionName(here)} up to offset ${here.offset}, but the topic ends at ${high}`,
        "name the database of these topics in DATABASE_URL, or start anew with 'deno task pipeline --fresh'",
      );
    }
  }
}
