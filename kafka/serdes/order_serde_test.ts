import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { TindahanError } from "../../orders/errors.ts";
import type { UnpaidOrder } from "../../orders/order.ts";
import { sampleUnpaidOrder } from "../../tests/sample_orders.ts";
import { encodeOrder, orderReader } from "./order_serde.ts";
import type { ConsumedRecord } from "./records.ts";
import type { RegisteredSchema, SchemaRegistry } from "./schema_registry.ts";
import { payloadOf, schemaIdOf, withSchemaId } from "./wire_format.ts";

const UNPAID = 4, PAID = 5, ROWS = 6;
const SCHEMAS: Record<number, RegisteredSchema> = {
  [UNPAID]: { type: "JSON", schema: "{}", subjects: ["unpaid_orders-value"] },
  [PAID]: { type: "JSON", schema: "{}", subjects: ["paid_orders-value"] },
  [ROWS]: { type: "AVRO", schema: "{}", subjects: ["unpaid_orders-value"] },
};

/** Answers from a table, and counts how often it is asked. */
function tableRegistry(): SchemaRegistry & { asked: number[] } {
  const asked: number[] = [];
  const refuse = () => Promise.reject(new Error("a reader registers nothing"));
  return {
    asked,
    setCompatibility: refuse,
    register: refuse,
    schemaById(id) {
      asked.push(id);
      return Promise.resolve(SCHEMAS[id]);
    },
  };
}

function record(key: string | null, value: Buffer | null): ConsumedRecord {
  return {
    topic: "unpaid_orders",
    partition: 0,
    offset: "0",
    key: key === null ? null : Buffer.from(key),
    value,
  };
}

async function reasonOf(key: string | null, value: Buffer | null): Promise<string> {
  const [reading] = await orderReader("unpaid_orders", tableRegistry())([record(key, value)]);
  assert.ok(reading && "unreadable" in reading, "the record was read");
  assert.ok(reading.unreadable.message.length > 0);
  return reading.unreadable.reason;
}

const ORDER = sampleUnpaidOrder(1);
const bytesOf = (id: number, order: unknown) => withSchemaId(id, Buffer.from(JSON.stringify(order)));

Deno.test("orderReader() reads what encodeOrder() wrote, whatever the customer is called", async () => {
  const read = orderReader("unpaid_orders", tableRegistry());
  await fc.assert(
    fc.asyncProperty(fc.nat(1000), fc.string({ minLength: 1, unit: "grapheme" }), async (n, name) => {
      const sample = sampleUnpaidOrder(n + 1);
      const order: UnpaidOrder = {
        ...sample,
        customer_info: { ...sample.customer_info, customer_name: name },
      };
      const value = encodeOrder(order, UNPAID);
      assert.deepEqual(await read([record(String(order.order_id), value)]), [{ order }]);
    }),
  );
});

Deno.test("encodeOrder() leaves the bytes of earlier orders alone, over many arenas", () => {
  const orders = Array.from({ length: 5000 }, (_, index) => sampleUnpaidOrder(index + 1));
  const values = orders.map((order) => encodeOrder(order, UNPAID));
  for (const [index, value] of values.entries()) {
    assert.equal(schemaIdOf(value), UNPAID);
    assert.equal(Buffer.from(payloadOf(value)).toString(), JSON.stringify(orders[index]));
  }
});

Deno.test("encodeOrder() makes room for an order larger than an arena", () => {
  const company = "ñ".repeat(2 << 20);
  const order = { ...ORDER, customer_info: { ...ORDER.customer_info, company } };
  assert.equal(Buffer.from(payloadOf(encodeOrder(order, UNPAID))).toString(), JSON.stringify(order));
});

Deno.test("orderReader() says why a record cannot be read", async () => {
  assert.equal(await reasonOf("1", null), "NullValue");
  assert.equal(await reasonOf("1", Buffer.alloc(0)), "NotWireFormat");
  assert.equal(await reasonOf("1", Buffer.from([0, 0, 0, 4])), "NotWireFormat");
  assert.equal(await reasonOf("1", Buffer.from(JSON.stringify(ORDER))), "NotWireFormat");
  assert.equal(await reasonOf("1", bytesOf(999, ORDER)), "UnknownSchema");
  assert.equal(await reasonOf("1", bytesOf(PAID, ORDER)), "OtherSchema");
  assert.equal(await reasonOf("1", bytesOf(ROWS, ORDER)), "OtherSchema");
  assert.equal(await reasonOf("1", withSchemaId(UNPAID, Buffer.from("{"))), "NotJson");
  assert.equal(await reasonOf("1", withSchemaId(UNPAID, Buffer.from([0x22, 0xff, 0x22]))), "NotJson");
  assert.equal(await reasonOf("1", bytesOf(UNPAID, null)), "BreaksSchema");
  assert.equal(await reasonOf("1", bytesOf(UNPAID, { ...ORDER, item_info: [] })), "BreaksSchema");
  assert.equal(await reasonOf("1", bytesOf(UNPAID, { ...ORDER, tip: 5 })), "BreaksSchema");
  assert.equal(await reasonOf("2", bytesOf(UNPAID, ORDER)), "KeyMismatch");
  assert.equal(await reasonOf(null, bytesOf(UNPAID, ORDER)), "KeyMismatch");
});

Deno.test("orderReader() demands of each field what the topic's schema demands", async () => {
  const paths = [["order_date"], ["customer_info", "email"], ["payment_info", "payment_date"], [
    "shipping_info",
    "eta",
  ]];
  for (const path of paths) {
    const order = structuredClone(ORDER) as unknown as Record<string, unknown>;
    const holder = path.slice(0, -1).reduce((object, name) => object[name] as Record<string, unknown>, order);
    holder[path.at(-1) as string] = 5;
    assert.equal(await reasonOf("1", bytesOf(UNPAID, order)), "BreaksSchema", path.join("."));
  }
});

Deno.test("orderReader() asks the registry once for a schema it accepts, and again for one it does not", async () => {
  const registry = tableRegistry();
  const read = orderReader("unpaid_orders", registry);
  const good = record("1", bytesOf(UNPAID, ORDER)), bad = record("1", bytesOf(999, ORDER));
  await read([good, bad, good, bad]);
  await read([good, bad]);
  assert.deepEqual(registry.asked, [UNPAID, 999, 999]);
});

Deno.test("orderReader() blames no record for a registry that is away", async () => {
  const away = new TindahanError("UNREACHABLE", "the registry does not answer", "start it");
  const registry = { ...tableRegistry(), schemaById: () => Promise.reject(away) };
  await assert.rejects(orderReader("unpaid_orders", registry)([record("1", bytesOf(UNPAID, ORDER))]), away);
});
