/** Dead letters of each kind, and what is none, on a real broker and a real registry. Empties the topics. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { withAdmin } from "../../kafka/client/admin.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
import type { OutputRecord, RecordHeader } from "../../kafka/serdes/records.ts";
import { withSchemaId } from "../../kafka/serdes/wire_format.ts";
import { sampleUnpaidOrder } from "../sample_orders.ts";
import {
  assertNoLag,
  kafka,
  newWorld,
  produce,
  readAll,
  registryServer,
  startProcessor,
  unpaidRecords,
  until,
} from "./exactly_once_harness.ts";
import type { ReadRecord } from "./topic_reader.ts";

const TOPIC = "unpaid_orders";
const UNKNOWN_SCHEMA = 987_654_321;

function json(schemaId: number, value: unknown): Buffer {
  return withSchemaId(schemaId, Buffer.from(JSON.stringify(value)));
}

function paymentDrained(): Promise<void> {
  return withAdmin(kafka, (admin) =>
    until("payment is drained", async () => {
      const { lag, orders } = await readProgress(admin, "payment", [TOPIC]);
      return orders > 0 && lag === 0;
    }));
}

Deno.test("payment sends what it cannot read to the dead letters as it came, and goes on", async () => {
  const ids = await newWorld();
  const order = sampleUnpaidOrder(5000);
  const bad: [reason: string, key: string | null, value: Buffer | null][] = [
    ["NullValue", "1", null],
    ["NotWireFormat", "2", Buffer.from([])],
    ["NotWireFormat", "3", Buffer.from([0, 0, 0])],
    ["NotWireFormat", "4", Buffer.from(JSON.stringify(order))],
    ["UnknownSchema", "5", json(UNKNOWN_SCHEMA, order)],
    ["OtherSchema", "6", json(ids.paid_orders, order)],
    ["NotJson", "7", withSchemaId(ids.unpaid_orders, Buffer.from('{"order_id": '))],
    ["NotJson", "8", withSchemaId(ids.unpaid_orders, Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
    ["BreaksSchema", "5000", json(ids.unpaid_orders, { ...order, order_date: "yesterday" })],
    ["BreaksSchema", "5000", json(ids.unpaid_orders, { ...order, extra: true })],
    ["KeyMismatch", "4999", json(ids.unpaid_orders, order)],
    ["KeyMismatch", null, json(ids.unpaid_orders, order)],
  ];
  const records: OutputRecord[] = bad.map(([, key, value], index) => ({
    topic: TOPIC,
    key,
    value,
    headers: [["case", String(index)]],
  }));
  await produce([...unpaidRecords(1, 100, ids.unpaid_orders), ...records]);
  await produce(unpaidRecords(101, 200, ids.unpaid_orders));
  await using _payment = startProcessor("payment");
  await paymentDrained();

  const sources = await readAll(TOPIC), letters = await readAll("dead_letters");
  assert.equal(letters.length, bad.length);
  for (const [index, [reason, key, value]] of bad.entries()) {
    const isCase = ({ headers }: ReadRecord) => headers["case"] === String(index);
    const letter = letters.find(isCase), source = sources.find(isCase);
    assert.ok(letter && source, `case ${index}`);
    const { "__connect.errors.exception.message": message, ...headers } = letter.headers;
    assert.ok(message, `case ${index} has a message`);
    assert.deepEqual({ key: letter.key, value: letter.value, headers }, {
      key,
      value,
      headers: {
        case: String(index),
        "__connect.errors.topic": TOPIC,
        "__connect.errors.partition": String(source.partition),
        "__connect.errors.offset": String(source.offset),
        "__connect.errors.connector.name": "payment",
        "__connect.errors.stage": reason === "KeyMismatch" ? "KEY_CONVERTER" : "VALUE_CONVERTER",
        "__connect.errors.exception.class.name": reason,
      },
    });
  }

  const moved = [...await readAll("paid_orders"), ...await readAll("failed_orders")];
  assert.deepEqual(
    moved.map(({ key }) => Number(key)).sort((a, b) => a - b),
    Array.from({ length: 200 }, (_, index) => index + 1),
  );
  await withAdmin(kafka, async (admin) => {
    await assertNoLag(admin, "payment", TOPIC);
    const { orders, counts } = await readProgress(admin, "payment", [TOPIC]);
    assert.equal(orders, 200 + bad.length);
    assert.equal(counts.dead_letters, bad.length);
  });
});

Deno.test("payment keeps odd headers of what it cannot read as they came, and goes on", async () => {
  const ids = await newWorld();
  const headers: RecordHeader[] = [
    ["trace", "1"],
    ["none", null],
    ["trace", null],
    ["", "no name"],
    ["constructor", "a name that every object has"],
    ["trace", ""],
  ];
  await produce([{ topic: TOPIC, key: "1", value: Buffer.from("garbage"), headers }]);
  // One that can be read, with the same headers.
  await produce(unpaidRecords(2, 2, ids.unpaid_orders).map((record) => ({ ...record, headers })));
  await using _payment = startProcessor("payment");
  await paymentDrained();
  const letters = await readAll("dead_letters");
  assert.deepEqual(letters.map(({ headerList }) => headerList.slice(0, headers.length)), [headers]);
  assert.equal((await readAll("paid_orders")).length + (await readAll("failed_orders")).length, 1);
});

Deno.test("a record as large as the broker takes still fits into the dead letters", async () => {
  await newWorld();
  // The broker's limit of 1,048,588 bytes is for the whole record batch.
  const value = Buffer.alloc(1_048_500, 0x20);
  await produce([{ topic: TOPIC, key: "1", value }]);
  await using _payment = startProcessor("payment");
  await paymentDrained();
  const [letter] = await readAll("dead_letters");
  assert.ok(letter?.value?.equals(value));
});

Deno.test("a registry that is away makes no dead letter: payment waits for it", async () => {
  const ids = await newWorld();
  await produce(unpaidRecords(1, 50, ids.unpaid_orders));
  let away = true, refused = 0;
  await using proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (away && pathname.startsWith("/schemas/ids/")) {
      refused++;
      return new Response("away for a moment", { status: 503 });
    }
    return fetch(`${registryServer.url}${pathname}`, {
      method: request.method,
      headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
      body: request.body,
    });
  });
  const url = `http://127.0.0.1:${proxy.addr.port}`;
  await using payment = startProcessor("payment", { environment: { SCHEMA_REGISTRY_URL: url } });
  // More refusals than one request repeats itself: the loop has started over by then.
  await until("payment has asked in vain for a while", () => refused > 40);
  assert.equal((await readAll("dead_letters")).length, 0);
  assert.equal((await readAll("paid_orders")).length, 0);
  away = false;
  await paymentDrained();
  assert.equal((await readAll("dead_letters")).length, 0);
  assert.equal((await readAll("paid_orders")).length + (await readAll("failed_orders")).length, 50);
  payment.signal("SIGTERM");
  assert.equal((await payment.ended()).code, 0);
});
