/** Rows in the row topics: Avro in the wire format, each topic by its own schema. */
import { Buffer } from "node:buffer";
import type { Type } from "avsc";
import { columnsOf, type LooseRow, outOfRange, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import type { RowOfTopic, RowTable } from "../../orders/rows.ts";
import { ROW_TOPICS, type RowTopic } from "../../orders/topics.ts";
import { avroType, ROW_TYPES } from "./avro_types.ts";
import type { Unreadable } from "./dead_letters.ts";
import { valueSubject } from "./order_serde.ts";
import type { ConsumedRecord } from "./records.ts";
import type { SchemaRegistry } from "./schema_registry.ts";
import { schemaIdOf, WIRE_HEADER_BYTES, writeWireHeader } from "./wire_format.ts";

/** Registers the schemas of all row topics with compatibility BACKWARD; returns their ids. Safe to call again. */
export async function registerRowSchemas(
  registry: SchemaRegistry,
): Promise<Readonly<Record<RowTopic, number>>> {
  const ids: [RowTopic, number][] = await Promise.all(ROW_TOPICS.map(async (topic) => {
    await registry.setCompatibility(valueSubject(topic), "BACKWARD");
    return [topic, await registry.register(valueSubject(topic), "AVRO", ROW_SCHEMAS[topic])];
  }));
  return Object.fromEntries(ids) as Record<RowTopic, number>;
}

const ARENA_BYTES = 1 << 20;
let arena = Buffer.allocUnsafeSlow(ARENA_BYTES);
let used = 0;

/**
 * The bytes of a row's value. Values share memory in arenas of 1 MiB, as those of orders do.
 *
 * @param row its amounts in centavos
 */
export function encodeRow<Topic extends RowTopic>(
  topic: Topic,
  row: RowOfTopic[Topic],
  schemaId: number,
): Buffer {
  for (;;) {
    const end = ROW_TYPES[topic].encode(row, arena, used + WIRE_HEADER_BYTES);
    if (end >= 0) {
      writeWireHeader(arena, used, schemaId);
      const value = arena.subarray(used, end);
      used = end;
      return value;
    }
    // avsc answers with the bytes that were missing.
    arena = Buffer.allocUnsafeSlow(Math.max(ARENA_BYTES, arena.length - used - end));
    used = 0;
  }
}

/** The row of a record, a deletion, or why there is neither. */
export type RowReading =
  | { readonly row: LooseRow }
  | { readonly tombstone: true }
  | { readonly unreadable: Unreadable };

/**
 * A reader of one topic's records: each value is decoded by the schema that wrote it, and checked against the columns
 * that are to hold it. Each schema id is looked up in the registry once.
 *
 * The reader throws UNREACHABLE when the registry cannot be asked: that says nothing about the record.
 */
export function rowReader(
  topic: RowTable,
  registry: SchemaRegistry,
): (records: readonly ConsumedRecord[]) => Promise<RowReading[]> {
  const decoders = new Map<number, Decoder>();
  const columns = columnsOf(topic);

  /** Learns the schemas of the records; those that do not serve are asked for again next time. */
  async function refusals(records: readonly ConsumedRecord[]): Promise<Map<number, Unreadable>> {
    const refused = new Map<number, Unreadable>();
    for (const { value } of records) {
      const id = value === null ? undefined : schemaIdOf(value);
      if (id === undefined || decoders.has(id) || refused.has(id)) continue;
      const decoder = await decoderOf(id, topic, registry);
      if (typeof decoder === "function") decoders.set(id, decoder);
      else refused.set(id, decoder);
    }
    return refused;
  }

  function read({ value }: ConsumedRecord, refused: ReadonlyMap<number, Unreadable>): RowReading {
    if (value === null) return { tombstone: true };
    const id = schemaIdOf(value);
    if (id === undefined) {
      return unreadable(
        "NotWireFormat",
        `the value of ${value.length} bytes does not start with 0 and a schema id`,
      );
    }
    const decode = decoders.get(id);
    if (decode === undefined) return { unreadable: refused.get(id) ?? unknownSchema(id) };
    let row: LooseRow;
    try {
      row = decode(value.subarray(WIRE_HEADER_BYTES));
    } catch (error) {
      return unreadable("NotAvro", error instanceof Error ? error.message : String(error));
    }
    const problem = outOfRange(row, columns, PRIMARY_KEYS[topic]);
    return problem === undefined ? { row } : unreadable("OutOfRange", problem);
  }

  return async (records) => {
    const refused = await refusals(records);
    return records.map((record) => read(record, refused));
  };
}

type Decoder = (payload: Buffer) => LooseRow;

/** A decoder for values that a schema id vouches for, or why it does not. */
async function decoderOf(
  id: number,
  topic: RowTable,
  registry: SchemaRegistry,
): Promise<Decoder | Unreadable> {
  const schema = await registry.schemaById(id);
  if (schema === undefined) return unknownSchema(id);
  const subject = valueSubject(topic);
  if (schema.type !== "AVRO" || !schema.subjects.includes(subject)) {
    const found = `${schema.type} of ${schema.subjects.join(", ")}`;
    return { reason: "OtherSchema", message: `schema ${id} is ${found}, not AVRO of ${subject}` };
  }
  try {
    return resolvingDecoder(ROW_TYPES[topic], schema.schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { reason: "OtherSchema", message: `schema ${id} does not give a row of ${topic}: ${why}` };
  }
}

/** @throws when a row cannot be made of what the writer wrote */
function resolvingDecoder(reader: Type, writerSchema: string): Decoder {
  const resolver = reader.createResolver(avroType(writerSchema));
  return (payload) => reader.fromBuffer(payload, resolver);
}

function unknownSchema(id: number): Unreadable {
  return { reason: "UnknownSchema", message: `the registry knows no schema ${id}` };
}

function unreadable(reason: Unreadable["reason"], message: string): { unreadable: Unreadable } {
  return { unreadable: { reason, message } };
}
