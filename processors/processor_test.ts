import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { encodeOrder } from "../kafka/serdes/order_serde.ts";
import type { ConsumedRecord } from "../kafka/serdes/records.ts";
import type { RegisteredSchema, SchemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { payloadOf, schemaIdOf } from "../kafka/serdes/wire_format.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { Order } from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { randomStreams } from "../orders/random.ts";
import { shipOrder } from "../orders/shipping.ts";
import { ORDER_TOPICS, type OrderTopic, topicOf } from "../orders/topics.ts";
import { headerText } from "../tests/header_text.ts";
import { SAMPLE_WORLD, sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { type Stage, type StageContext, stageTransform } from "./processor.ts";
import { thinkTimes } from "./think_time.ts";

const SCHEMA_IDS = Object.fromEntries(ORDER_TOPICS.map((topic, index) => [topic, index + 1])) as Record<
  OrderTopic,
  number
>;
const PAYMENT: Stage<"payment"> = { name: "payment", rule: payOrder };
const SHIPPING: Stage<"shipping"> = { name: "shipping", rule: shipOrder };
const DELIVERY: Stage<"delivery"> = { name: "delivery", rule: deliverOrder };

const refuse = () => Promise.reject(new Error("a processor's transform registers nothing"));
const registry: SchemaRegistry = {
  setCompatibility: refuse,
  register: refuse,
  schemaById(id) {
    const topic = ORDER_TOPICS[id - 1];
    const schema: RegisteredSchema = { type: "JSON", schema: "{}", subjects: [`${topic}-value`] };
    return Promise.resolve(topic === undefined ? undefined : schema);
  },
};

function contextOf(more: Partial<StageContext> = {}): StageContext {
  const think = () => Promise.resolve();
  return { world: SAMPLE_WORLD, registry, schemaIds: SCHEMA_IDS, think, ...more };
}

function recordOf(order: Order): ConsumedRecord {
  const topic = topicOf(order);
  const value = encodeOrder(order, SCHEMA_IDS[topic]);
  return {
    topic,
    partition: 0,
    offset: String(order.order_id),
    key: Buffer.from(String(order.order_id)),
    value,
  };
}

function ordersIn(outputs: readonly { value: Buffer | null }[]): Order[] {
  return outputs.map(({ value }) => JSON.parse(Buffer.from(payloadOf(value ?? Buffer.alloc(0))).toString()));
}

const UNPAID = Array.from({ length: 300 }, (_, index) => sampleUnpaidOrder(index + 1));

Deno.test("stageTransform() moves every order to the topic of its new status, with that topic's schema and its id as key", async () => {
  const { outputs } = await stageTransform(PAYMENT, contextOf())(UNPAID.map(recordOf));
  const moved = ordersIn(outputs);
  assert.deepEqual(moved.map(({ order_id }) => order_id), UNPAID.map(({ order_id }) => order_id));
  assert.deepEqual(new Set(outputs.map(({ topic }) => topic)), new Set(["paid_orders", "failed_orders"]));
  for (const [index, { topic, key, value }] of outputs.entries()) {
    const order = moved[index];
    assert.ok(order && value);
    assert.equal(topic, topicOf(order));
    assert.equal(schemaIdOf(value), SCHEMA_IDS[topic as OrderTopic]);
    assert.equal(key, String(order.order_id));
  }
});

Deno.test("stageTransform() gives every output the next stage accepts, down to the end of each order", async () => {
  let records = UNPAID.map(recordOf), ended = 0;
  const transforms = [
    stageTransform(PAYMENT, contextOf()),
    stageTransform(SHIPPING, contextOf()),
    stageTransform(DELIVERY, contextOf()),
  ];
  for (const transform of transforms) {
    const { outputs, counts } = await transform(records);
    assert.equal(counts.dead_letters, undefined);
    const moved = ordersIn(outputs);
    ended += moved.filter((order) => ["finished_orders", "failed_orders"].includes(topicOf(order))).length;
    records = moved.map(recordOf).filter(({ topic }) =>
      !["finished_orders", "failed_orders"].includes(topic)
    );
  }
  assert.equal(records.length, 0);
  assert.equal(ended, UNPAID.length);
});

Deno.test("stageTransform() decides alike however the orders are split and whichever came before", async () => {
  const together = (await stageTransform(PAYMENT, contextOf())(UNPAID.map(recordOf))).outputs;
  const transform = stageTransform(PAYMENT, contextOf());
  const alone = [];
  for (const order of UNPAID.toReversed()) alone.push(...(await transform([recordOf(order)])).outputs);
  assert.deepEqual(alone.toReversed(), together);
});

Deno.test("stageTransform() draws from the seed's own stream of the stage", async () => {
  const { outputs } = await stageTransform(PAYMENT, contextOf())(UNPAID.map(recordOf));
  const streams = randomStreams(SAMPLE_WORLD.seed, "payment");
  assert.deepEqual(
    ordersIn(outputs),
    UNPAID.map((order) => payOrder(order, "live", streams(order.order_id))),
  );
});

Deno.test("stageTransform() judges an order by the era of its own date", async () => {
  const now = parseLocal("2030-01-01");
  assert.ok(now !== undefined);
  const past = contextOf({ world: { ...SAMPLE_WORLD, now } });
  const { outputs } = await stageTransform(PAYMENT, past)(UNPAID.map(recordOf));
  const streams = randomStreams(SAMPLE_WORLD.seed, "payment");
  assert.deepEqual(
    ordersIn(outputs),
    UNPAID.map((order) => payOrder(order, "past", streams(order.order_id))),
  );
});

Deno.test("stageTransform() counts what it made, items of failed orders included", async () => {
  const { outputs, counts } = await stageTransform(PAYMENT, contextOf())(UNPAID.map(recordOf));
  const failed = ordersIn(outputs).filter((order) => topicOf(order) === "failed_orders");
  assert.deepEqual({ ...counts }, {
    paid_orders: UNPAID.length - failed.length,
    failed_orders: failed.length,
    failed_item_info: failed.reduce((sum, { item_info }) => sum + item_info.length, 0),
  });
});

Deno.test("stageTransform() puts a dead letter in the place of what it cannot read", async () => {
  const [first, second] = UNPAID.map(recordOf);
  assert.ok(first && second);
  const { outputs, counts } = await stageTransform(PAYMENT, contextOf())([
    first,
    { ...first, value: null },
    second,
  ]);
  assert.deepEqual(outputs.map(({ topic }) => topic === "dead_letters"), [false, true, false]);
  assert.equal(headerText(outputs[1], "__connect.errors.connector.name"), "payment");
  assert.equal(counts.dead_letters, 1);
});

Deno.test("stageTransform() thinks once for a whole slice, as long as for the order that takes longest", async () => {
  const thoughts: number[] = [];
  const think = (seconds: number) => {
    thoughts.push(seconds);
    return Promise.resolve();
  };
  await stageTransform(PAYMENT, contextOf({ think }))(UNPAID.map(recordOf));
  const seconds = thinkTimes(SAMPLE_WORLD.seed, "payment");
  const each = UNPAID.map(({ order_id, shipping_info }) => seconds(order_id, shipping_info.express_shipping));
  assert.deepEqual(thoughts, [Math.max(...each)]);
});
