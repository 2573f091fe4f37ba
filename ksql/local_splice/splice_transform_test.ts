import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { encodeOrder, valueSubject } from "../../kafka/serdes/order_serde.ts";
import type { ConsumedRecord } from "../../kafka/serdes/records.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { ORDER_SCHEMAS } from "../../orders/schemas.ts";
import { ROW_TOPICS, type RowTopic, topicOf } from "../../orders/topics.ts";
import { sampleEndedOrder } from "../../tests/ended_orders.ts";
import { headerText } from "../../tests/header_text.ts";
import { SPLICED_TOPICS, spliceTransform } from "./splice_transform.ts";

const ROW_SCHEMA_IDS = Object.fromEntries(ROW_TOPICS.map((topic, index) => [topic, 10 + index])) as Record<
  RowTopic,
  number
>;

/** Knows finished_orders' schema by 1 and failed_orders' by 2. */
const registry: SchemaRegistry = {
  setCompatibility: () => Promise.resolve(),
  register: () => Promise.reject(new Error("nothing is registered here")),
  schemaById(id) {
    const topic = SPLICED_TOPICS[id - 1];
    return Promise.resolve(
      topic && {
        type: "JSON",
        schema: JSON.stringify(ORDER_SCHEMAS[topic]),
        subjects: [valueSubject(topic)],
      },
    );
  },
};

const finishedOrder = Array.from({ length: 10 }, (_, index) => sampleEndedOrder(index + 1))
  .find((order) => topicOf(order) === "finished_orders")!;

function record(value: Buffer | null, key = String(finishedOrder.order_id)): ConsumedRecord {
  return { topic: "finished_orders", partition: 2, offset: "41", key: Buffer.from(key), value };
}

Deno.test("spliceTransform() turns what it cannot read into dead letters, and the rest into rows", async () => {
  const transform = spliceTransform(registry, ROW_SCHEMA_IDS);
  const good = record(encodeOrder(finishedOrder, 1));
  const { outputs, counts } = await transform([
    record(Buffer.from("garbage")),
    good,
    record(encodeOrder(finishedOrder, 2)),
    record(null),
  ]);
  const letters = outputs.filter(({ topic }) => topic === "dead_letters");
  assert.deepEqual(
    letters.map((letter) => headerText(letter, "__connect.errors.exception.class.name")),
    ["NotWireFormat", "OtherSchema", "NullValue"],
  );
  assert.equal(headerText(letters[0], "__connect.errors.connector.name"), "splice");
  assert.equal(letters[0]!.value?.toString(), "garbage");
  assert.equal(outputs.length - letters.length, 2 + 2 * finishedOrder.item_info.length);
  assert.deepEqual(counts, { dead_letters: 3 });
});

Deno.test("spliceTransform() keeps rows that no table could hold away from the sinks", async () => {
  const transform = spliceTransform(registry, ROW_SCHEMA_IDS);
  const lunar = { ...finishedOrder, order_date: "2023-02-30T00:00:00" } as typeof finishedOrder;
  const { outputs } = await transform([record(encodeOrder(lunar, 1))]);
  assert.deepEqual(outputs.map(({ topic }) => topic), ["dead_letters"]);
  assert.equal(headerText(outputs[0], "__connect.errors.exception.class.name"), "OutOfRange");
});

Deno.test("spliceTransform() counts no rows: the shop and the processors have counted them", async () => {
  const transform = spliceTransform(registry, ROW_SCHEMA_IDS);
  assert.deepEqual((await transform([record(encodeOrder(finishedOrder, 1))])).counts, {});
  assert.deepEqual(await transform([]), { outputs: [], counts: {} });
});
