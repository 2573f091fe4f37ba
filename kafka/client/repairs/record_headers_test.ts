import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import type { RecordHeader } from "../../serdes/records.ts";
import { kafkajsModule } from "./kafkajs_modules.ts";
import { recordDecoder, recordEncoder, type RecordFields } from "./record_headers.ts";

interface Encoded {
  readonly buffer: Buffer;
}

const original = {
  encode: kafkajsModule("protocol/recordBatch/record/v0/index.js") as (record: RecordFields) => Encoded,
  decode: kafkajsModule("protocol/recordBatch/record/v0/decoder.js") as typeof decode,
};
const Decoder = kafkajsModule("protocol/decoder.js") as new (
  bytes: Buffer,
) => Parameters<typeof decode>[0] & { readVarInt(): number };
const encode = recordEncoder() as unknown as (record: RecordFields) => Encoded;
const decode = recordDecoder();

const BATCH = {
  firstOffset: "41",
  firstTimestamp: "1700000000000",
  magicByte: 2,
  timestampType: 0,
  maxTimestamp: "1700000000007",
};

function decoded(bytes: Buffer, by = decode): { headers: unknown; headerList: RecordHeader[] } {
  const decoder = new Decoder(bytes);
  decoder.readVarInt();
  return by(decoder, BATCH) as ReturnType<typeof decoded>;
}

const name = fc.string({ unit: "binary", maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const content = fc.oneof(fc.string({ unit: "binary" }), bytes);
const fields = {
  offsetDelta: fc.nat(100_000),
  timestampDelta: fc.nat(1_000_000_000),
  key: fc.option(content),
  value: fc.option(content),
};

Deno.test("recordEncoder() writes the bytes that kafkajs writes wherever it can", () => {
  const headers = fc.dictionary(name, fc.oneof(content, fc.array(content, { maxLength: 3 })));
  fc.assert(fc.property(fc.record({ ...fields, headers }), (record) => {
    assert.ok(encode(record).buffer.equals(original.encode(record).buffer));
  }));
});

Deno.test("recordEncoder() and recordDecoder() keep headers in order, null values and repeated names among them", () => {
  const list = fc.array(fc.tuple(bytes, fc.option(bytes)), { maxLength: 6 });
  fc.assert(fc.property(fc.record({ ...fields, headers: list }), (record) => {
    assert.deepEqual(decoded(encode(record).buffer).headerList, record.headers);
  }));
});

Deno.test("recordDecoder() reads everything else as kafkajs does", () => {
  const headers = fc.dictionary(
    fc.stringMatching(/^x/),
    fc.oneof(content, fc.array(content, { maxLength: 3 })),
  );
  fc.assert(fc.property(fc.record({ ...fields, headers }), (record) => {
    const bytes = original.encode(record).buffer;
    const { headerList: _, ...rest } = decoded(bytes);
    assert.deepEqual(JSON.stringify(rest), JSON.stringify(decoded(bytes, original.decode)));
  }));
});

Deno.test("recordDecoder() takes names that every object has for names", () => {
  const headers: RecordHeader[] = ["constructor", "__proto__", "toString", ""].map((name) => [
    Buffer.from(name),
    Buffer.from("value"),
  ]);
  assert.deepEqual(decoded(encode({ value: null, headers }).buffer).headerList, headers);
});

Deno.test("kafkajs itself fails on a null value, which is why its encoder is replaced", () => {
  assert.throws(() => original.encode({ value: null, headers: { trace: null } }), TypeError);
});
