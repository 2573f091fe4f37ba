/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/** A thread that encodes blocks: first told the world and the form, then block after block. */
import type { World } from "../orders/world.ts";
import { blockEncoder, type EncodeBlock, type OrderForm } from "./block_encoder.ts";
import type { OrderBlock } from "./shop_chain.ts";

/** What the thread is told first. */
export interface Assignment {
  readonly world: World;
  readonly form: OrderForm;
}

/** What it is told then: a block, and the room for its bytes. */
export interface Job {
  readonly block: OrderBlock;
  readonly room: Uint8Array<ArrayBuffer>;
}

let encode: EncodeBlock | undefined;

self.onmessage = ({ data }: MessageEvent<Assignment | Job>) => {
  if ("world" in data) {
    encode = blockEncoder(data.world, data.form);
    return;
  }
  if (encode === undefined) throw new Error("a block came before the world");
  const encoded = encode(data.block, data.room);
  const { bytes, ends, topics, items } = encoded;
  self.postMessage(encoded, [bytes.buffer, ends.buffer, topics.buffer, items.buffer]);
};
