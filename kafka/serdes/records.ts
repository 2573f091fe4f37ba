/** Records as they leave and enter topics, apart from any client's types. */
import type { Buffer } from "node:buffer";
import type { Batch, IHeaders } from "kafkajs";

/** A record as a consumer received it. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Decimal, as wide as a signed 64-bit number. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
}

/** A record to be produced; its partition follows from its key. */
export interface OutputRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
}

/**
 * The records of a batch that are not consumed yet.
 *
 * @param position offset of the next record to consume; `undefined` when nothing was consumed
 */
export function recordsFrom(
  { topic, partition, messages }: Pick<Batch, "topic" | "partition" | "messages">,
  position: bigint | undefined,
): ConsumedRecord[] {
  // A batch that was fetched before the partition changed hands may begin below what the old owner committed.
  const first = position === undefined ? 0 : messages.findIndex(({ offset }) => BigInt(offset) >= position);
  return first < 0 ? [] : messages.slice(first).map(({ offset, key, value, headers }) => ({
    topic,
    partition,
    offset,
    key,
    value,
    ...(headers === undefined ? {} : { headers }),
  }));
}
