/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/** A worker thread that encodes blocks. Its first message names world and form, each later message is a block. */
import type { World } from "../orders/world.ts";
import { blockEncoder, type EncodeBlock, type OrderForm } from "./block_encoder.ts";
import type { OrderBlock } from "./shop_chain.ts";

/** The first message. */
export interface Assignment {
  readonly world: World;
  readonly form: OrderForm;
}

/** Each later message: a block, and a buffer for its bytes. */
export interface Job {
  readonly block: OrderBlock;
  readonly buffer: Uint8Array<ArrayBuffer>;
}

let encode: EncodeBlock | undefined;

self.onmessage = ({ data }: MessageEvent<Assignment | Job>) => {
  if ("world" in data) {
    encode = blockEncoder(data.world, data.form);
    return;
  }
  if (encode === undefined) throw new Error("a block came before the world");
  const encoded = encode(data.block, data.buffer);
  const { bytes, ends, topics, items } = encoded;
  self.postMessage(encoded, [bytes.buffer, ends.buffer, topics.buffer, items.buffer]);
};
