/**
 * Decodes what a broker answers to a fetch, as kafkajs 2.2.4 does in its version 11, which brokers since Kafka 2.3
 * answer in. Other than kafkajs, it hides all records of aborted transactions (see aborted_transactions.ts); when
 * records cannot be decoded, its error names their topic, which kafkajs does not know by then; and a batch may hold any
 * number of records, where kafkajs fails at about a hundred thousand, which fit into a compressed one.
 */
import type { Buffer } from "node:buffer";
import { TindahanError } from "../../../orders/errors.ts";
import { partitionName } from "../topic_partition.ts";
import { type AbortedTransaction, type FetchedRecord, hideAborted } from "./aborted_transactions.ts";
import { kafkajsModule } from "./kafkajs_modules.ts";

interface Decoder {
  canReadBytes(length: number): boolean;
  readBytes(length: number): Buffer;
  readInt16(): number;
  readInt32(): number;
  readInt64(): { toString(): string };
  readString(): string;
  readArray<Item>(read: (decoder: Decoder) => Item): Item[];
  readArrayAsync<Item>(read: (decoder: Decoder) => Promise<Item>): Promise<Item[]>;
}

interface FetchResponse {
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly unknown[] }[];
}

interface Protocol {
  readonly Decoder: new (bytes: Buffer) => Decoder;
  readonly decodeBatch: (decoder: Decoder) => Promise<{ readonly records: readonly FetchedRecord[] }>;
  /** For the formats before Kafka 0.11. */
  readonly decodeMessageSet: (decoder: Decoder, bytes: number) => Promise<FetchedRecord[]>;
}

/** Where every format has its version. */
const MAGIC_OFFSET = 16;
const BATCH_MAGIC = 2;
/** The least bytes of a record batch, as kafkajs counts them. */
const BATCH_OVERHEAD = 49;

/** Mends every consumer of this process. */
export function mendFetchResponse(): void {
  const response = kafkajsModule("protocol/requests/fetch/v11/response.js") as { decode: unknown };
  response.decode = fetchDecoder();
}

/** The function that decodes a response's bytes. */
export function fetchDecoder(): (bytes: Buffer) => Promise<FetchResponse> {
  const protocol = {
    Decoder: kafkajsModule("protocol/decoder.js"),
    decodeBatch: kafkajsModule("protocol/recordBatch/v0/decoder.js"),
    decodeMessageSet: kafkajsModule("protocol/messageSet/decoder.js"),
  } as Protocol;
  return async (bytes) => {
    const decoder = new protocol.Decoder(bytes);
    const clientSideThrottleTime = decoder.readInt32();
    const errorCode = decoder.readInt16();
    const sessionId = decoder.readInt32();
    const responses = await decoder.readArrayAsync(async (decoder) => {
      const topicName = decoder.readString();
      const partitions = await decoder.readArrayAsync((decoder) =>
        decodePartition(decoder, topicName, protocol)
      );
      return { topicName, partitions };
    });
    // The broker does not hold the answer back for a throttled client; that is the client's business.
    return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
  };
}

async function decodePartition(decoder: Decoder, topic: string, protocol: Protocol) {
  const partition = decoder.readInt32();
  const fields = {
    partition,
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
  };
  const aborted = decoder.readArray(decodeAborted);
  const preferredReadReplica = decoder.readInt32();
  const messages = await decodeRecords(decoder, protocol).catch((error) => {
    throw undecodable(partitionName({ topic, partition }), error);
  });
  hideAborted(messages, aborted);
  return { ...fields, abortedTransactions: [], preferredReadReplica, messages };
}

async function decodeRecords(
  decoder: Decoder,
  { Decoder, decodeBatch, decodeMessageSet }: Protocol,
): Promise<FetchedRecord[]> {
  const length = decoder.readInt32();
  if (length <= 0 || !decoder.canReadBytes(length)) return [];
  const bytes = decoder.readBytes(length), batches = new Decoder(bytes);
  if (bytes[MAGIC_OFFSET] !== BATCH_MAGIC) return await decodeMessageSet(batches, length);
  const records: FetchedRecord[] = [];
  try {
    while (batches.canReadBytes(BATCH_OVERHEAD)) {
      const batch = await decodeBatch(batches);
      for (const record of batch.records) records.push(record);
    }
  } catch (error) {
    // The bytes of a fetch may end in the middle of a batch.
    if (!(error instanceof Error && error.name === "KafkaJSPartialMessageError")) throw error;
  }
  return records;
}

function decodeAborted(decoder: Decoder): AbortedTransaction {
  return { producerId: decoder.readInt64().toString(), firstOffset: decoder.readInt64().toString() };
}

/** An error that kafkajs passes on as it is, and does not try again. */
function undecodable(place: string, error: unknown): TindahanError {
  const why = error instanceof Error ? error.message : String(error);
  const refusal = new TindahanError(
    "BAD_DATA",
    `records of ${place} cannot be decoded (${why})`,
    "have their producer compress with gzip, snappy, lz4, zstd or not at all, or start anew with " +
      "'deno task pipeline --fresh'",
  );
  return Object.assign(refusal, { retriable: false });
}
