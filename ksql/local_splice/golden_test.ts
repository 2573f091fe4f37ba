/** The files that ksql-test-runner holds ksqlDB to, held against the local splice, byte for byte. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ROW_TYPES } from "../../kafka/serdes/avro_types.ts";
import { valueSubject } from "../../kafka/serdes/order_serde.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import type { ConsumedRecord } from "../../kafka/serdes/records.ts";
import { payloadOf, schemaIdOf, WIRE_HEADER_BYTES, writeWireHeader } from "../../kafka/serdes/wire_format.ts";
import { columnsOf, type LooseRow } from "../../orders/row_columns.ts";
import { ORDER_SCHEMAS } from "../../orders/schemas.ts";
import { DEAD_LETTER_TOPIC, ROW_TOPICS, type RowTopic } from "../../orders/topics.ts";
import { SPLICED_TOPICS, spliceTransform } from "./splice_transform.ts";
import inputText from "../../fixtures/ksql-input.json" with { type: "text" };
import outputText from "../../fixtures/ksql-output.json" with { type: "text" };

interface GoldenRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: LooseRow;
}

/** Without a value where a stranger deleted an order: no row comes of it. */
interface GoldenInput {
  readonly topic: string;
  readonly key: string;
  readonly value: LooseRow | null;
}

const inputs: GoldenInput[] = JSON.parse(inputText).inputs;
const outputs: GoldenRecord[] = JSON.parse(outputText).outputs;

const SCHEMA_IDS = Object.fromEntries(ROW_TOPICS.map((topic, index) => [topic, 100 + index])) as Record<
  RowTopic,
  number
>;

/** Knows the order topics' schemas by their place. */
const registry: SchemaRegistry = {
  setCompatibility: () => Promise.reject(new Error("not asked for")),
  register: () => Promise.reject(new Error("not asked for")),
  schemaById: (id) => {
    const topic = SPLICED_TOPICS[id - 1];
    if (topic === undefined) return Promise.resolve(undefined);
    const schema = JSON.stringify(ORDER_SCHEMAS[topic]);
    return Promise.resolve({ type: "JSON", schema, subjects: [valueSubject(topic)] });
  },
};

function recordOf({ topic, key, value }: GoldenInput, offset: number): ConsumedRecord {
  if (value === null) return { topic, partition: 0, offset: String(offset), key: Buffer.from(key), value };
  const json = Buffer.from(JSON.stringify(value));
  const bytes = Buffer.concat([Buffer.alloc(WIRE_HEADER_BYTES), json]);
  writeWireHeader(bytes, 0, SPLICED_TOPICS.findIndex((name) => name === topic) + 1);
  return { topic, partition: 0, offset: String(offset), key: Buffer.from(key), value: bytes };
}

/** The rows that the local splice writes, topic by topic. */
async function spliced() {
  const transform = spliceTransform(registry, SCHEMA_IDS);
  const records = inputs.map(recordOf);
  const written = await Promise.all(
    SPLICED_TOPICS.map((topic) => transform(records.filter((record) => record.topic === topic))),
  );
  return written.flatMap(({ outputs }) => outputs.filter(({ topic }) => topic !== DEAD_LETTER_TOPIC));
}

/** A golden row as the splice holds it: amounts in centavos. */
function rowOf({ topic, value }: GoldenRecord): LooseRow {
  const columns = columnsOf(topic as RowTopic);
  assert.deepEqual(Object.keys(value), columns.map(([name]) => name), topic);
  return Object.fromEntries(
    columns.map(([name, type]) => [
      name,
      type === "numeric(12,2)" ? Math.round(Number(value[name]) * 100) : value[name],
    ]),
  );
}

Deno.test("the golden files show every way in which an order can end, and every row topic", () => {
  const orders = inputs.flatMap(({ value }) => value === null ? [] : [value]);
  const statuses = orders.map((order) => (order["shipping_info"] as LooseRow)["order_status"]);
  assert.deepEqual(new Set(statuses), new Set(["Delivered", "Timed Out", "Cancelled", "Returned"]));
  assert.deepEqual(new Set(outputs.map(({ topic }) => topic)), new Set(ROW_TOPICS));
});

Deno.test("amounts in the golden output have two decimals, as ksql-test-runner demands", () => {
  const amounts = [...outputText.matchAll(/"(?:order_total|subtotal)":([\d.]+)/g)].map((match) => match[1]!);
  assert.ok(amounts.length > 0);
  assert.deepEqual(amounts.filter((amount) => !/^\d+\.\d\d$/.test(amount)), []);
});

Deno.test("the local splice writes the golden output: topic by topic the same keys and values, in order", async () => {
  const written = await spliced();
  for (const topic of ROW_TOPICS) {
    const found = written.filter((record) => record.topic === topic);
    const expected = outputs.filter((record) => record.topic === topic);
    assert.deepEqual(found.map(({ key }) => String(key)), expected.map(({ key }) => key), topic);
    for (const [index, record] of expected.entries()) {
      const value = found[index]!.value!;
      assert.equal(schemaIdOf(value), SCHEMA_IDS[topic]);
      assert.deepEqual({ ...ROW_TYPES[topic].fromBuffer(Buffer.from(payloadOf(value))) }, rowOf(record));
      assert.deepEqual(Buffer.from(payloadOf(value)), ROW_TYPES[topic].toBuffer(rowOf(record)));
    }
  }
  assert.equal(written.length, outputs.length);
});
