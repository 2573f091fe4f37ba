/** Blocks of orders as bytes, ready to be written or sent. */
import { WIRE_HEADER_BYTES, writeWireHeader } from "../kafka/serdes/wire_format.ts";
import type { LocalSeconds } from "../orders/local_time.ts";
import type { Order, OrderId } from "../orders/order.ts";
import { ORDER_TOPICS, type OrderTopic, topicOf } from "../orders/topics.ts";
import type { World } from "../orders/world.ts";
import { orderMaker } from "./order_maker.ts";
import { orderAt, type OrderBlock } from "./shop_chain.ts";

/** The form of the bytes: lines of JSON with topic and key, or values of Kafka records in the wire format. */
export type OrderForm =
  | { readonly form: "lines" }
  | { readonly form: "values"; readonly schemaIds: Readonly<Record<OrderTopic, number>> };

/**
 * The encoded orders of a block, one after the other. Columns travel between threads without a copy. The bytes are valid
 * until their buffer is used for another block.
 */
export interface EncodedBlock {
  readonly firstOrder: OrderId;
  /** Date of the last order. */
  readonly lastDate: LocalSeconds;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the bytes of each order end. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** The topic of each order, as its place in ORDER_TOPICS. */
  readonly topics: Uint8Array<ArrayBuffer>;
  /** Number of items of each order. */
  readonly items: Uint8Array<ArrayBuffer>;
}

const ENCODER = new TextEncoder();

export type EncodeBlock = (block: OrderBlock, buffer: Uint8Array<ArrayBuffer>) => EncodedBlock;

/** Makes and encodes the orders of a world, block by block, in any sequence, in a buffer that grows when needed. */
export function blockEncoder(world: World, form: OrderForm): EncodeBlock {
  const make = orderMaker(world);
  const write = form.form === "lines" ? writeLine : valueWriter(form.schemaIds);

  return (block, buffer) => {
    const size = block.dates.length;
    const ends = new Uint32Array(size), topics = new Uint8Array(size), items = new Uint8Array(size);
    let end = 0;
    for (let n = 0; n < size; n++) {
      const order = make(orderAt(block, n));
      const topic = topicOf(order);
      const json = JSON.stringify(order);
      buffer = withCapacity(buffer, end, mostBytes(json));
      end = write(buffer, end, topic, order, json);
      ends[n] = end;
      topics[n] = ORDER_TOPICS.indexOf(topic);
      items[n] = order.item_info.length;
    }
    const { date: lastDate } = orderAt(block, size - 1);
    return { firstOrder: block.firstOrder, lastDate, bytes: buffer.subarray(0, end), ends, topics, items };
  };
}

type WriteOrder = (target: Uint8Array, at: number, topic: OrderTopic, order: Order, json: string) => number;

const writeLine: WriteOrder = (target, at, topic, order, json) => {
  const line = `{"topic":"${topic}","key":"${order.order_id}","value":${json}}\n`;
  return at + ENCODER.encodeInto(line, target.subarray(at)).written;
};

function valueWriter(schemaIds: Readonly<Record<OrderTopic, number>>): WriteOrder {
  return (target, at, topic, _order, json) => {
    writeWireHeader(target, at, schemaIds[topic]);
    const start = at + WIRE_HEADER_BYTES;
    return start + ENCODER.encodeInto(json, target.subarray(start)).written;
  };
}

/** A UTF-16 code unit takes at most three bytes of UTF-8; 100 more are enough for topic, key or header. */
function mostBytes(json: string): number {
  return json.length * 3 + 100;
}

function withCapacity(
  buffer: Uint8Array<ArrayBuffer>,
  used: number,
  needed: number,
): Uint8Array<ArrayBuffer> {
  if (used + needed <= buffer.length) return buffer;
  const grown = new Uint8Array(Math.max(buffer.length * 2, used + needed));
  grown.set(buffer.subarray(0, used));
  return grown;
}
