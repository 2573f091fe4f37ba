/** Records as they leave and enter topics, apart from any client's types. */
import type { Buffer } from "node:buffer";
import type { Message } from "kafkajs";
import type { TopicPartition } from "../client/topic_partition.ts";

/** One header: its name, and a value that may be null. A record has any number of them, of one name too. */
export type RecordHeader = readonly [name: string | Buffer, value: string | Buffer | null];

/** A record as a consumer received it. */
export interface ConsumedRecord extends TopicPartition {
  /** Decimal, as wide as a signed 64-bit number. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly RecordHeader[];
}

/** A record to be produced; its partition follows from its key. */
export interface OutputRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly RecordHeader[];
}

/** Records as kafkajs takes them; their lists of headers are known to its mended encoder. */
export function messagesOf(records: readonly OutputRecord[]): Message[] {
  return records as unknown as Message[];
}

/** As much of a fetched batch as its records need. */
export interface FetchedBatch extends TopicPartition {
  readonly messages: readonly FetchedMessage[];
}

export interface FetchedMessage extends Pick<ConsumedRecord, "offset" | "key" | "value"> {
  /** Its headers in order, each as it came; see kafka/client/repairs/record_headers.ts. */
  readonly headerList?: readonly RecordHeader[];
}

/**
 * The records of a batch that are not consumed yet.
 *
 * @param position offset of the next record to consume; `undefined` when nothing was consumed
 */
export function recordsFrom(
  { topic, partition, messages }: FetchedBatch,
  position: bigint | undefined,
): ConsumedRecord[] {
  // A batch that was fetched before the partition changed hands may begin below what the old owner committed.
  const first = position === undefined ? 0 : messages.findIndex(({ offset }) => BigInt(offset) >= position);
  return first < 0 ? [] : messages.slice(first).map(({ offset, key, value, headerList }) => ({
    topic,
    partition,
    offset,
    key,
    value,
    ...(headerList === undefined ? {} : { headers: headerList }),
  }));
}
