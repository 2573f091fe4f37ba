import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { GOLDEN_WORLD } from "../tests/golden_world.ts";
import { encodeBlocks } from "./encode_blocks.ts";
import { shopChain } from "./shop_chain.ts";

const ORDERS = 600;

/** What a run writes whose blocks have these sizes. Threads need a permission: tests/integration runs them. */
async function bytesOf(sizes: readonly number[]): Promise<Buffer> {
  const chain = shopChain(GOLDEN_WORLD);
  function* blocks() {
    for (let n = 0; chain.orders() < ORDERS; n++) {
      yield chain.take(Math.min(sizes[n % sizes.length]!, ORDERS - chain.orders()));
    }
  }
  const parts: Buffer[] = [];
  // Copied at once: the bytes are valid until the next block.
  for await (const { bytes } of encodeBlocks(blocks(), GOLDEN_WORLD, { form: "lines" }, 1)) {
    parts.push(Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}

Deno.test("encodeBlocks() gives the same bytes for blocks of any size", async () => {
  const whole = await bytesOf([ORDERS]);
  const sizes = fc.array(fc.integer({ min: 1, max: ORDERS }), { minLength: 1, maxLength: 5 });
  await fc.assert(fc.asyncProperty(sizes, async (sizes) => assert.ok(whole.equals(await bytesOf(sizes)))), {
    numRuns: 20,
  });
});

Deno.test("encodeBlocks() throws what goes wrong", async () => {
  const broken = {
    firstOrder: 1 as never,
    dates: new Float64Array([Infinity]),
    customers: new Uint32Array([1]),
  };
  await assert.rejects(Array.fromAsync(encodeBlocks([broken], GOLDEN_WORLD, { form: "lines" }, 1)));
});
