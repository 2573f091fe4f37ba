/** Orders in the order topics: JSON in the wire format, each topic by its own schema. */
import { Buffer } from "node:buffer";
import { Ajv } from "ajv";
import type { Order } from "../../orders/order.ts";
import { ORDER_SCHEMAS } from "../../orders/schemas.ts";
import { ORDER_TOPICS, type OrderOfTopic, type OrderTopic } from "../../orders/topics.ts";
import type { ConsumedRecord } from "./records.ts";
import type { SchemaRegistry } from "./schema_registry.ts";
import type { Unreadable } from "./dead_letters.ts";
import { payloadOf, schemaIdOf, WIRE_HEADER_BYTES, writeWireHeader } from "./wire_format.ts";

/** The order of a record, or why there is none. */
export type Reading<Topic extends OrderTopic> =
  | { readonly order: OrderOfTopic[Topic] }
  | { readonly unreadable: Unreadable };

/** The subject under which a topic's value schema is registered. */
export function valueSubject(topic: string): string {
  return `${topic}-value`;
}

/** Registers the schemas of all order topics with compatibility BACKWARD; returns their ids. Safe to call again. */
export async function registerOrderSchemas(
  registry: SchemaRegistry,
): Promise<Readonly<Record<OrderTopic, number>>> {
  const ids: [OrderTopic, number][] = await Promise.all(ORDER_TOPICS.map(async (topic) => {
    await registry.setCompatibility(valueSubject(topic), "BACKWARD");
    return [topic, await registry.register(valueSubject(topic), "JSON", ORDER_SCHEMAS[topic])];
  }));
  return Object.fromEntries(ids) as Record<OrderTopic, number>;
}

const encoder = new TextEncoder();
const ARENA_BYTES = 1 << 20;
let arena = Buffer.allocUnsafeSlow(ARENA_BYTES);
let used = 0;

/**
 * The bytes of an order's value. Values share memory in arenas of 1 MiB, because an allocation for each costs as much
 * as its encoding; an arena is freed with the last value in it.
 */
export function encodeOrder(order: Order, schemaId: number): Buffer {
  const text = JSON.stringify(order);
  // A UTF-16 code unit takes at most three bytes of UTF-8.
  const most = WIRE_HEADER_BYTES + text.length * 3;
  if (used + most > arena.length) {
    arena = Buffer.allocUnsafeSlow(Math.max(ARENA_BYTES, most));
    used = 0;
  }
  const start = used;
  writeWireHeader(arena, start, schemaId);
  const { written } = encoder.encodeInto(text, arena.subarray(start + WIRE_HEADER_BYTES));
  used = start + WIRE_HEADER_BYTES + written;
  return arena.subarray(start, used);
}

const ajv = new Ajv({ strict: true, allErrors: false });
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A reader of one topic's records: each schema id is looked up in the registry once, each value is checked against
 * the topic's schema, each key against its order.
 *
 * The reader throws UNREACHABLE when the registry cannot be asked: that says nothing about the record.
 */
export function orderReader<Topic extends OrderTopic>(
  topic: Topic,
  registry: SchemaRegistry,
): (records: readonly ConsumedRecord[]) => Promise<Reading<Topic>[]> {
  const isOrder = ajv.compile<OrderOfTopic[Topic]>(ORDER_SCHEMAS[topic]);
  const accepted = new Set<number>();

  async function refusals(records: readonly ConsumedRecord[]): Promise<Map<number, Unreadable>> {
    const refused = new Map<number, Unreadable>();
    for (const { value } of records) {
      const id = value === null ? undefined : schemaIdOf(value);
      if (id === undefined || accepted.has(id) || refused.has(id)) continue;
      const refusal = await whyNot(id, topic, registry);
      if (refusal === undefined) accepted.add(id);
      else refused.set(id, refusal);
    }
    return refused;
  }

  function read({ key, value }: ConsumedRecord, refused: ReadonlyMap<number, Unreadable>): Reading<Topic> {
    if (value === null) return unreadable("NullValue", "the record has no value");
    const id = schemaIdOf(value);
    if (id === undefined) {
      return unreadable(
        "NotWireFormat",
        `the value of ${value.length} bytes does not start with 0 and a schema id`,
      );
    }
    const refusal = refused.get(id);
    if (refusal !== undefined) return { unreadable: refusal };
    let order: unknown;
    try {
      order = JSON.parse(decoder.decode(payloadOf(value)));
    } catch (error) {
      return unreadable("NotJson", error instanceof Error ? error.message : String(error));
    }
    if (!isOrder(order)) {
      return unreadable("BreaksSchema", ajv.errorsText(isOrder.errors, { dataVar: "order" }));
    }
    if (key === null || key.toString() !== String(order.order_id)) {
      return unreadable(
        "KeyMismatch",
        `the key is ${key === null ? "null" : `'${key}'`}, the order's id ${order.order_id}`,
      );
    }
    return { order };
  }

  return async (records) => {
    const refused = await refusals(records);
    return records.map((record) => read(record, refused));
  };
}

/** Why a schema id does not vouch for a record of the topic; `undefined` when it does. */
async function whyNot(
  id: number,
  topic: OrderTopic,
  registry: SchemaRegistry,
): Promise<Unreadable | undefined> {
  const schema = await registry.schemaById(id);
  if (schema === undefined) return { reason: "UnknownSchema", message: `the registry knows no schema ${id}` };
  if (schema.type === "JSON" && schema.subjects.includes(valueSubject(topic))) return undefined;
  const found = `${schema.type} of ${schema.subjects.join(", ")}`;
  return { reason: "OtherSchema", message: `schema ${id} is ${found}, not JSON of ${valueSubject(topic)}` };
}

function unreadable(reason: Unreadable["reason"], message: string): { unreadable: Unreadable } {
  return { unreadable: { reason, message } };
}
