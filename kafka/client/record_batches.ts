/** Splits records into requests that no broker refuses for their size. */
import { Buffer } from "node:buffer";
import type { OutputRecord } from "../serdes/records.ts";

/**
 * Most bytes of one request. kafkajs puts all records of a request that go to one partition into one record batch, and
 * a batch above the broker's 1 MiB (message.max.bytes) is refused for good.
 */
export const BATCH_BYTES = 900_000;

/** What a record takes beside key, value and headers: lengths, timestamp and offset deltas. */
const RECORD_OVERHEAD = 40;

/** Slices of at most `limit` bytes, in order; a record above the limit makes a slice of its own. */
export function* splitByBytes(
  records: readonly OutputRecord[],
  limit: number = BATCH_BYTES,
): Generator<readonly OutputRecord[]> {
  let start = 0, bytes = 0;
  for (const [index, record] of records.entries()) {
    const size = sizeOf(record);
    if (index > start && bytes + size > limit) {
      yield records.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < records.length) yield records.slice(start);
}

/** The bytes that a record takes in a batch, or a little less than what is said here. */
export function sizeOf({ key, value, headers = [] }: OutputRecord): number {
  let bytes = RECORD_OVERHEAD + lengthOf(key) + lengthOf(value);
  for (const [name, content] of headers) bytes += RECORD_OVERHEAD + lengthOf(name) + lengthOf(content);
  return bytes;
}

function lengthOf(content: string | Buffer | null | undefined): number {
  if (content === null || content === undefined) return 0;
  return typeof content === "string" ? Buffer.byteLength(content) : content.length;
}
