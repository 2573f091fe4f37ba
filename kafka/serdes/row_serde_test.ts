import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { OrderId, Sku } from "../../orders/order.ts";
import type { CustomerRow, ItemRow, OrderRow } from "../../orders/rows.ts";
import { type AvroRecord, ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import type { ConsumedRecord } from "./records.ts";
import type { RegisteredSchema, SchemaRegistry } from "./schema_registry.ts";
import { encodeRow, rowReader, type RowReading } from "./row_serde.ts";
import { avroType } from "./avro_types.ts";
import { withSchemaId } from "./wire_format.ts";

const ITEM: ItemRow = {
  item_id: "7-12",
  order_id: 7 as OrderId,
  sku: 12 as Sku,
  quantity: 3,
  discount_percent: 0.5,
  subtotal: 123_450,
};

/** A registry that knows some schemas by their ids. */
function registryOf(schemas: Readonly<Record<number, Partial<RegisteredSchema>>>): SchemaRegistry {
  return {
    setCompatibility: () => Promise.resolve(),
    register: () => Promise.reject(new Error("nothing is registered here")),
    schemaById: (id) => {
      const schema = schemas[id];
      return Promise.resolve(
        schema && { type: "AVRO", schema: "", subjects: ["item_info-value"], ...schema },
      );
    },
  };
}

const text = (schema: AvroRecord | object) => JSON.stringify(schema);
const registry = registryOf({
  5: { schema: text(ROW_SCHEMAS.item_info) },
  6: { schema: text(ROW_SCHEMAS.order_info), subjects: ["order_info-value"] },
  7: { type: "JSON", schema: "{}" },
});

function record(value: Buffer | null): ConsumedRecord {
  return { topic: "item_info", partition: 0, offset: "0", key: Buffer.from("7-12"), value };
}

async function readOne(value: Buffer | null, from = registry): Promise<RowReading> {
  const [reading] = await rowReader("item_info", from)([record(value)]);
  assert.ok(reading);
  return reading;
}

/** Reason and message of what was refused. */
async function refusal(value: Buffer, from = registry): Promise<string> {
  const reading = await readOne(value, from);
  assert.ok("unreadable" in reading, "it was read");
  return `${reading.unreadable.reason}: ${reading.unreadable.message}`;
}

Deno.test("encodeRow() writes the bytes that Avro prescribes, behind the wire format's header", () => {
  const fields = [
    "02" + "08" + Buffer.from("7-12").toString("hex"),
    "02" + "0e",
    "02" + "18",
    "02" + "06",
    "02" + "000000000000e03f",
    "02" + "06" + "01e23a",
  ];
  assert.equal(encodeRow("item_info", ITEM, 5).toString("hex"), `0000000005${fields.join("")}`);
});

Deno.test("encodeRow() writes what is not known as a null of one byte", () => {
  const row = { order_id: 1, shipping_id: null, payment_date: null } as Partial<OrderRow> as OrderRow;
  const nulls = ROW_SCHEMAS.order_info.fields.length - 1;
  assert.equal(encodeRow("order_info", row, 1).toString("hex"), `00000000010202${"00".repeat(nulls)}`);
});

Deno.test("encodeRow() leaves values alone that it gave out before, also beyond an arena", () => {
  const customer = (id: number) =>
    ({ customer_id: id, company: "x".repeat(id % 7 * 40_000) }) as Partial<CustomerRow> as CustomerRow;
  const values = Array.from({ length: 60 }, (_, id) => encodeRow("customer_info", customer(id), id));
  const type = avroType(text(ROW_SCHEMAS.customer_info));
  for (const [id, value] of values.entries()) {
    const { customer_id, company }: CustomerRow = type.fromBuffer(value.subarray(5));
    assert.deepEqual({ customer_id, company }, customer(id));
    assert.equal(value.readUInt32BE(1), id);
  }
});

Deno.test("rowReader() gives back the row that encodeRow() was given", async () => {
  const reading = await readOne(encodeRow("item_info", ITEM, 5));
  assert.ok("row" in reading);
  assert.deepEqual({ ...reading.row }, ITEM);
});

Deno.test("rowReader() tells a deletion from a row", async () => {
  assert.deepEqual(await readOne(null), { tombstone: true });
});

Deno.test("rowReader() decodes by the schema of the writer", async () => {
  const { fields, ...rest } = ROW_SCHEMAS.item_info;
  const other = { ...rest, fields: [{ name: "note", type: "string" }, ...fields.toReversed()] };
  const value = withSchemaId(8, avroType(text(other)).toBuffer({ ...ITEM, note: "new" }));
  const reading = await readOne(value, registryOf({ 8: { schema: text(other) } }));
  assert.ok("row" in reading);
  assert.deepEqual({ ...reading.row }, ITEM);
});

Deno.test("rowReader() refuses a writer whose amounts have another scale", async () => {
  const other = text(ROW_SCHEMAS.item_info).replace(`"scale":2`, `"scale":4`);
  const value = withSchemaId(8, avroType(other).toBuffer(ITEM));
  assert.match(await refusal(value, registryOf({ 8: { schema: other } })), /^OtherSchema: schema 8 /);
});

Deno.test("rowReader() refuses values without a schema of the topic", async () => {
  const payload = encodeRow("item_info", ITEM, 5).subarray(5);
  assert.match(await refusal(Buffer.from("garbage")), /^NotWireFormat: .* 7 bytes/);
  assert.match(await refusal(withSchemaId(99, payload)), /^UnknownSchema: .* 99/);
  assert.match(await refusal(withSchemaId(6, payload)), /^OtherSchema: .*order_info-value/);
  assert.match(await refusal(withSchemaId(7, payload)), /^OtherSchema: .*JSON/);
});

Deno.test("rowReader() refuses values that their schema does not describe", async () => {
  const value = encodeRow("item_info", ITEM, 5);
  assert.match(await refusal(value.subarray(0, 12)), /^NotAvro: /);
  assert.match(await refusal(Buffer.concat([value, Buffer.from("x")])), /^NotAvro: /);
  assert.match(await refusal(withSchemaId(5, Buffer.from([9, 9, 9]))), /^NotAvro: /);
});

Deno.test("rowReader() refuses rows that the table could not hold", async () => {
  assert.match(
    await refusal(encodeRow("item_info", { ...ITEM, quantity: 40_000 }, 5)),
    /^OutOfRange: quantity/,
  );
  const nameless = { ...ITEM, item_id: null } as unknown as typeof ITEM;
  assert.match(await refusal(encodeRow("item_info", nameless, 5)), /^OutOfRange: item_id is null/);
});

Deno.test("rowReader() asks again for a schema that was not there the first time", async () => {
  const schemas: Record<number, Partial<RegisteredSchema>> = {};
  const read = rowReader("item_info", registryOf(schemas));
  const value = encodeRow("item_info", ITEM, 5);
  assert.ok("unreadable" in (await read([record(value)]))[0]!);
  schemas[5] = { schema: text(ROW_SCHEMAS.item_info) };
  assert.ok("row" in (await read([record(value)]))[0]!);
});
