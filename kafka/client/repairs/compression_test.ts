import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { zstdCompressSync } from "node:zlib";
import { compress as lz4Compress } from "lz4js";
import { compress as snappyCompress } from "snappyjs";
import { mendCompression, UndecodableRecords, unlz4, unsnap } from "./compression.ts";
import { kafkajsModule } from "./kafkajs_modules.ts";

mendCompression();
const { lookupCodecByAttributes } = kafkajsModule("protocol/message/compression/index.js") as {
  lookupCodecByAttributes(attributes: number): { decompress(bytes: Buffer): Promise<Buffer> } | null;
};

const TEXT = Buffer.from("order ".repeat(20_000));

/** As the Java client writes it: a header, then blocks with their lengths. */
function xerial(...blocks: Buffer[]): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  return Buffer.concat([
    header,
    ...blocks.flatMap((block) => {
      const compressed = Buffer.from(snappyCompress(block)), length = Buffer.alloc(4);
      length.writeInt32BE(compressed.length);
      return [length, compressed];
    }),
  ]);
}

Deno.test("unsnap() reads the Java client's blocks, and snappy without them", () => {
  assert.ok(unsnap(xerial(TEXT.subarray(0, 32_768), TEXT.subarray(32_768))).equals(TEXT));
  assert.ok(unsnap(Buffer.from(snappyCompress(TEXT))).equals(TEXT));
});

Deno.test("unsnap() refuses a block that is cut off", () => {
  assert.throws(() => unsnap(xerial(TEXT).subarray(0, 100)), /no proper length/);
});

Deno.test("unlz4() reads a frame, and refuses one whose checksums it would take for bytes", () => {
  const frame = Buffer.from(lz4Compress(TEXT));
  assert.ok(unlz4(frame).equals(TEXT));
  frame[4]! |= 0x10;
  assert.throws(() => unlz4(frame), /block checksums/);
});

Deno.test("mendCompression() decompresses zstd", async () => {
  assert.ok((await lookupCodecByAttributes(4)!.decompress(zstdCompressSync(TEXT))).equals(TEXT));
});

Deno.test("mendCompression() names the codec of what it cannot decompress", async () => {
  for (
    const [number, codec] of [[1, "gzip"], [2, "snappy"], [3, "lz4"], [4, "zstd"], [6, "codec 6"]] as const
  ) {
    await assert.rejects(
      lookupCodecByAttributes(number)!.decompress(Buffer.from("neither")),
      (error) => error instanceof UndecodableRecords && error.message.startsWith(`${codec}: `),
    );
  }
});

Deno.test("mendCompression() leaves records without a codec alone", () => {
  assert.equal(lookupCodecByAttributes(0), null);
});
