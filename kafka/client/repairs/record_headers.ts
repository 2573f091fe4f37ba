/**
 * Reads and writes record headers as Kafka defines them: a list of names and values, where a value may be null and a
 * name may come more than once.
 *
 * kafkajs 2.2.4 cannot write a null value (a TypeError). It reads headers into an object, which loses the order, and
 * turns `constructor`, `toString` and the like into functions. Both of its functions are repeated here with these
 * mends; every other byte is the same.
 */
import { Buffer } from "node:buffer";
import type { RecordHeader } from "../../serdes/records.ts";
import { kafkajsModule, replaceModule } from "./kafkajs_modules.ts";

/** As kafkajs has them: a value, or several of one name. */
type HeadersByName = Record<string, HeaderValue | HeaderValue[]>;
type HeaderValue = string | Buffer | null;

export interface RecordFields {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: readonly RecordHeader[] | HeadersByName;
}

interface Encoder {
  writeVarInt(value: number): this;
  writeInt8(value: number): this;
  writeVarLong(value: number): this;
  writeVarIntBytes(value: HeaderValue | undefined): this;
}

interface EncoderClass {
  new (): Encoder;
  sizeOfVarInt(value: number): number;
  sizeOfVarLong(value: number): number;
  sizeOfVarIntBytes(value: HeaderValue | undefined): number;
}

interface Decoder {
  readInt8(): number;
  readVarLong(): unknown;
  readVarInt(): number;
  readVarIntBytes(): Buffer | null;
}

interface Long {
  add(other: unknown): Long;
  toString(): string;
}

interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly magicByte: number;
  readonly isControlBatch?: boolean;
  readonly timestampType: number;
  readonly maxTimestamp: string;
}

const RECORD = "protocol/recordBatch/record/v0";
const LOG_APPEND_TIME = 1;

/** Mends both directions for every client of this process, before the first record is read or written. */
export function mendRecordHeaders(): void {
  replaceModule(`${RECORD}/index.js`, recordEncoder);
  replaceModule(`${RECORD}/decoder.js`, recordDecoder);
}

/** The function that encodes one record. */
export function recordEncoder(): (record: RecordFields) => Encoder {
  const Encoder = kafkajsModule("protocol/encoder.js") as EncoderClass;
  return ({ offsetDelta = 0, timestampDelta = 0, key, value, headers = {} }) => {
    const list = headerList(headers);
    const sizeOfBody = 1 + // the attributes
      Encoder.sizeOfVarLong(timestampDelta) +
      Encoder.sizeOfVarInt(offsetDelta) +
      Encoder.sizeOfVarIntBytes(key) +
      Encoder.sizeOfVarIntBytes(value) +
      list.reduce(
        (size, header) => size + Encoder.sizeOfVarIntBytes(header[0]) + Encoder.sizeOfVarIntBytes(header[1]),
        Encoder.sizeOfVarInt(list.length),
      );
    const encoder = new Encoder()
      .writeVarInt(sizeOfBody)
      .writeInt8(0)
      .writeVarLong(timestampDelta)
      .writeVarInt(offsetDelta)
      .writeVarIntBytes(key)
      .writeVarIntBytes(value)
      .writeVarInt(list.length);
    for (const header of list) encoder.writeVarIntBytes(header[0]).writeVarIntBytes(header[1]);
    return encoder;
  };
}

function headerList(headers: readonly RecordHeader[] | HeadersByName): readonly RecordHeader[] {
  if (Array.isArray(headers)) return headers as readonly RecordHeader[];
  return Object.entries(headers as HeadersByName).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one): RecordHeader => [name, one])
      : [[name, value] satisfies RecordHeader]
  );
}

/** The function that decodes one record: as kafkajs does, and its headers as a list in `headerList` beside. */
export function recordDecoder(): (decoder: Decoder, batch: BatchContext) => unknown {
  const Long = kafkajsModule("utils/long.js") as { fromValue(value: string): Long };
  return (decoder, batch) => {
    const { firstOffset, firstTimestamp, magicByte, isControlBatch = false, timestampType, maxTimestamp } =
      batch;
    const attributes = decoder.readInt8();
    const timestampDelta = decoder.readVarLong();
    const timestamp = timestampType === LOG_APPEND_TIME && maxTimestamp
      ? maxTimestamp
      : Long.fromValue(firstTimestamp).add(timestampDelta).toString();
    const offset = Long.fromValue(firstOffset).add(decoder.readVarInt()).toString();
    const key = decoder.readVarIntBytes();
    const value = decoder.readVarIntBytes();
    const headerList: RecordHeader[] = [];
    for (let left = decoder.readVarInt(); left > 0; left--) {
      headerList.push([decoder.readVarIntBytes() ?? Buffer.alloc(0), decoder.readVarIntBytes()]);
    }
    return {
      magicByte,
      attributes,
      timestamp,
      offset,
      key,
      value,
      headers: headersByName(headerList),
      headerList,
      isControlRecord: isControlBatch,
      batchContext: batch,
    };
  };
}

/** In kafkajs's form, for readers that know no other. */
function headersByName(list: readonly RecordHeader[]): HeadersByName {
  if (list.length === 0) return {};
  const byName = new Map<string, HeaderValue | HeaderValue[]>();
  for (const [key, value] of list) {
    const name = key.toString(), before = byName.get(name);
    byName.set(
      name,
      !byName.has(name) ? value : Array.isArray(before) ? [...before, value] : [before!, value],
    );
  }
  return Object.fromEntries(byName);
}
