import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { TindahanError } from "../../../orders/errors.ts";
import { mendCompression } from "./compression.ts";
import { fetchDecoder } from "./fetch_response.ts";
import { kafkajsModule } from "./kafkajs_modules.ts";

interface Encoder {
  readonly buffer: Buffer;
  writeInt16(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: number): this;
  writeString(value: string): this;
  writeEncoder(encoder: Encoder): this;
}

const Encoder = kafkajsModule("protocol/encoder.js") as new (bytes?: number) => Encoder;
const Record = kafkajsModule("protocol/recordBatch/record/v0/index.js") as (record: object) => Encoder;
const { RecordBatch } = kafkajsModule("protocol/recordBatch/v0/index.js") as {
  RecordBatch(batch: object): Promise<Encoder>;
};
const original = kafkajsModule("protocol/requests/fetch/v11/response.js") as {
  decode(bytes: Buffer): Promise<unknown>;
};
mendCompression();
const decode = fetchDecoder();

/** Where a record batch has its attributes, the codec among them. */
const CODEC_BYTE = 22;

async function batchOf(count: number, compression = 0): Promise<Buffer> {
  const records = Array.from(
    { length: count },
    (_, index) => Record({ offsetDelta: index, key: String(index), value: "v", headers: { trace: "t" } }),
  );
  return (await RecordBatch({ compression, records, firstTimestamp: 0, maxTimestamp: 0 })).buffer;
}

/** A response with one partition of `unpaid_orders`. */
function response(...batches: Buffer[]): Buffer {
  const records = Buffer.concat(batches);
  const start = new Encoder().writeInt32(3).writeInt16(0).writeInt32(0)
    .writeInt32(1).writeString("unpaid_orders")
    .writeInt32(1).writeInt32(2).writeInt16(0).writeInt64(90).writeInt64(80).writeInt64(0)
    .writeInt32(0).writeInt32(-1).writeInt32(records.length);
  return Buffer.concat([start.buffer, records]);
}

Deno.test("fetchDecoder() decodes what kafkajs decodes", async () => {
  const batch = await batchOf(5), gzipped = await batchOf(5, 1);
  for (
    const bytes of [
      response(),
      response(batch),
      response(gzipped, batch),
      response(batch, batch.subarray(0, 70)),
    ]
  ) {
    assert.deepEqual(await decode(bytes), await original.decode(bytes));
  }
});

Deno.test("fetchDecoder() takes batches of any number of records", async () => {
  const records = Array(200_000).fill(Record({ value: "v" }));
  const { buffer } = await RecordBatch({ compression: 1, records });
  const { responses } = await decode(response(buffer));
  assert.equal((responses[0]!.partitions[0] as { messages: unknown[] }).messages.length, 200_000);
  await assert.rejects(original.decode(response(buffer)), RangeError);
});

Deno.test("fetchDecoder() names topic and codec of what it cannot decode, and forbids another try", async () => {
  for (const [codec, name] of [[2, "snappy"], [3, "lz4"], [4, "zstd"], [5, "codec 5"]] as const) {
    const batch = Buffer.from(await batchOf(3));
    batch[CODEC_BYTE] = codec;
    await assert.rejects(decode(response(batch)), (error) => {
      assert.ok(error instanceof TindahanError && error.code === "BAD_DATA");
      assert.match(error.message, new RegExp(`unpaid_orders/2.*${name}`));
      return (error as { retriable?: boolean }).retriable === false;
    });
  }
});
