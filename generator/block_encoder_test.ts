import assert from "node:assert/strict";
import { payloadOf, schemaIdOf } from "../kafka/serdes/wire_format.ts";
import type { Order } from "../orders/order.ts";
import { ORDER_TOPICS, type OrderTopic, topicOf } from "../orders/topics.ts";
import { GOLDEN_WORLD } from "../tests/golden_world.ts";
import { blockEncoder, type EncodedBlock } from "./block_encoder.ts";
import { orderMaker } from "./order_maker.ts";
import { orderAt, type OrderBlock, shopChain } from "./shop_chain.ts";

const SCHEMA_IDS: Readonly<Record<OrderTopic, number>> = {
  unpaid_orders: 1,
  paid_orders: 200,
  shipped_orders: 70_000,
  finished_orders: 2 ** 31 - 1,
  failed_orders: 5,
};

function blockAndOrders(size: number): { block: OrderBlock; orders: Order[] } {
  const block = shopChain(GOLDEN_WORLD).take(size), make = orderMaker(GOLDEN_WORLD);
  return { block, orders: [...block.dates.keys()].map((n) => make(orderAt(block, n))) };
}

function slices({ bytes, ends }: EncodedBlock): Uint8Array[] {
  return [...ends].map((end, n) => bytes.subarray(ends[n - 1] ?? 0, end));
}

const textOf = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

Deno.test("blockEncoder() writes one line of topic, key and value for each order", () => {
  const { block, orders } = blockAndOrders(700);
  const encoded = blockEncoder(GOLDEN_WORLD, { form: "lines" })(block, new Uint8Array(10));
  const expected = orders.map((value) => {
    return `${JSON.stringify({ topic: topicOf(value), key: String(value.order_id), value })}\n`;
  });
  assert.equal(textOf(encoded.bytes), expected.join(""));
  assert.deepEqual(slices(encoded).map(textOf), expected);
});

Deno.test("blockEncoder() writes values in the wire format, each with its topic's schema id", () => {
  const { block, orders } = blockAndOrders(700);
  const encoded = blockEncoder(GOLDEN_WORLD, { form: "values", schemaIds: SCHEMA_IDS })(
    block,
    new Uint8Array(10),
  );
  for (const [n, value] of slices(encoded).entries()) {
    const order = orders[n]!;
    assert.equal(schemaIdOf(value), SCHEMA_IDS[topicOf(order)]);
    assert.equal(textOf(payloadOf(value)), JSON.stringify(order));
  }
});

Deno.test("blockEncoder() says topic and number of items of each order, and the date of the last one", () => {
  const { block, orders } = blockAndOrders(700);
  const { firstOrder, lastDate, topics, items } = blockEncoder(GOLDEN_WORLD, { form: "lines" })(
    block,
    new Uint8Array(10),
  );
  assert.equal(firstOrder, 1);
  assert.equal(lastDate, block.dates.at(-1));
  assert.deepEqual([...topics].map((index) => ORDER_TOPICS[index]), orders.map(topicOf));
  assert.deepEqual([...items], orders.map(({ item_info }) => item_info.length));
});

Deno.test("blockEncoder() uses the buffer that it is given, as long as that suffices", () => {
  const { block } = blockAndOrders(10);
  const encode = blockEncoder(GOLDEN_WORLD, { form: "lines" });
  const buffer = new Uint8Array(100_000).fill(7);
  const encoded = encode(block, buffer);
  assert.equal(encoded.bytes.buffer, buffer.buffer);
  const small = encode(block, new Uint8Array(0));
  assert.deepEqual(small.bytes, encoded.bytes);
});
