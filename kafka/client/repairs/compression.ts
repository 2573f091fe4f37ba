/**
 * Lets consumers read what other clients compressed, and topics whose `compression.type` makes the broker compress.
 * kafkajs 2.2.4 brings gzip alone, and takes records of a codec that it has never heard of for uncompressed ones.
 */
import { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { decompress as lz4Decompress } from "lz4js";
import { uncompress as snappyUncompress } from "snappyjs";
import { kafkajsModule } from "./kafkajs_modules.ts";

/** Records that nobody here can decompress. */
export class UndecodableRecords extends Error {
  override readonly name = "UndecodableRecords";
}

interface Codec {
  compress(): Promise<never>;
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** The numbers of the codecs in a record batch's attributes. */
const GZIP = 1, SNAPPY = 2, LZ4 = 3, ZSTD = 4, HIGHEST = 7;

/** Gives every consumer of this process all four codecs. */
export function mendCompression(): void {
  const { Codecs } = kafkajsModule("protocol/message/compression/index.js") as {
    Codecs: Record<number, () => Codec>;
  };
  const gzip = Codecs[GZIP]!;
  Codecs[GZIP] = () => codec("gzip", (bytes) => gzip().decompress(bytes), gzip());
  Codecs[SNAPPY] = () => codec("snappy", unsnap);
  Codecs[LZ4] = () => codec("lz4", unlz4);
  Codecs[ZSTD] = () => codec("zstd", promisify(zstdDecompress) as (bytes: Buffer) => Promise<Buffer>);
  for (let number = ZSTD + 1; number <= HIGHEST; number++) {
    Codecs[number] = () =>
      codec(`codec ${number}`, () => {
        throw new Error("no codec of this number is known");
      });
  }
}

function codec(
  name: string,
  decompress: (bytes: Buffer) => Buffer | Promise<Buffer>,
  { compress = () => Promise.reject(new Error(`${name} is read, not written`)) }: Partial<Codec> = {},
): Codec {
  return {
    compress,
    async decompress(bytes) {
      try {
        return await decompress(bytes);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new UndecodableRecords(`${name}: ${why}`);
      }
    },
  };
}

/** The Java client's frame around blocks of snappy: this magic, two versions of four bytes, then length and block. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

/** Decompresses snappy, in the Java client's frame or bare as librdkafka writes it. @throws when it is neither */
export function unsnap(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return snappyUncompress(bytes);
  const blocks: Buffer[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length;) {
    const start = at + 4, end = start + bytes.readInt32BE(at);
    if (end <= start || end > bytes.length) throw new Error("a block has no proper length");
    blocks.push(snappyUncompress(bytes.subarray(start, end)));
    at = end;
  }
  return Buffer.concat(blocks);
}

/** In the second byte of a frame's descriptor: a checksum follows each block, which lz4js looks for before it. */
const LZ4_BLOCK_CHECKSUMS = 0x10;

/** Decompresses one LZ4 frame. @throws when it is none */
export function unlz4(bytes: Buffer): Buffer {
  if (bytes.length < 7) throw new Error("the frame is cut off");
  if ((bytes[4]! & LZ4_BLOCK_CHECKSUMS) !== 0) {
    throw new Error("a frame with block checksums is not supported");
  }
  return Buffer.from(lz4Decompress(bytes));
}
