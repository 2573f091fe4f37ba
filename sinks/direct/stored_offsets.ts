/** Positions of the direct sink, in the database that holds its rows. */
import type { Client } from "pg";
import type { TopicPartition } from "../../kafka/client/topic_partition.ts";

/** How far a transaction moves the sink in one partition. */
export interface Move extends TopicPartition {
  /** Where the partition must stand before. */
  readonly from: bigint;
  /** Offset of the next record. */
  readonly to: bigint;
  /** Records in between. */
  readonly rows: number;
}

/** Somebody else moved a partition: this process no longer owns what it believes it owns. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** Where the partitions stand, 0 for those that nothing was stored of yet. */
export async function readOffsets(
  client: Client,
  partitions: readonly TopicPartition[],
): Promise<(TopicPartition & { readonly offset: bigint })[]> {
  const names = [partitions.map(({ topic }) => topic), partitions.map(({ partition }) => partition)];
  // A partition without a row could not be locked, and two owners could both write its first records.
  await client.query(
    `INSERT INTO sink_offsets (topic, partition, next_offset, rows)
     SELECT topic, partition, 0, 0 FROM unnest($1::text[], $2::integer[]) AS assigned (topic, partition)
     ON CONFLICT DO NOTHING`,
    names,
  );
  const { rows } = await client.query<{ topic: string; partition: number; next_offset: string }>(
    `SELECT topic, partition, next_offset
     FROM sink_offsets JOIN unnest($1::text[], $2::integer[]) AS assigned (topic, partition)
       USING (topic, partition)`,
    names,
  );
  return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, offset: BigInt(next_offset) }));
}

/**
 * Moves partitions on, within the transaction that stores their rows. The rows stay locked until it ends, so of two
 * processes with the same records one waits, and then finds itself superseded.
 *
 * @throws Fenced when one of them does not stand where it must; the transaction is then to be rolled back
 */
export async function moveOffsets(client: Client, moves: readonly Move[]): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE sink_offsets AS stored
     SET next_offset = move.next, rows = stored.rows + move.rows
     FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[])
       AS move (topic, partition, expected, next, rows)
     WHERE stored.topic = move.topic AND stored.partition = move.partition
       AND stored.next_offset = move.expected`,
    [
      moves.map(({ topic }) => topic),
      moves.map(({ partition }) => partition),
      moves.map(({ from }) => String(from)),
      moves.map(({ to }) => String(to)),
      moves.map(({ rows }) => rows),
    ],
  );
  if (rowCount !== moves.length) {
    throw new Fenced(
      `${moves.length - (rowCount ?? 0)} of ${moves.length} partitions were moved by others`,
    );
  }
}
