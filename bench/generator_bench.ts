/**
 * How fast the shop makes orders. The ceiling turns ready orders into bytes, one by one, with JSON.stringify and
 * encodeInto on one thread. A third of an order's time goes into JSON; the bottleneck is the making of customer and items.
 */
import { encodeBlocks } from "../generator/encode_blocks.ts";
import { orderMaker } from "../generator/order_maker.ts";
import { orderAt, type OrderBlock, shopChain } from "../generator/shop_chain.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";

const WORLD: World = {
  version: 1,
  seed: 1,
  from: parseLocal("2021-03-14T09:00:00")!,
  now: parseLocal("2026-11-23")!,
  scale: 100,
};
const BLOCK = 4000;
const ORDERS = 100_000;

function* blocks(): Generator<OrderBlock> {
  const chain = shopChain(WORLD);
  while (chain.orders() < ORDERS) yield chain.take(BLOCK);
}

function* madeOrders() {
  const make = orderMaker(WORLD);
  for (const block of blocks()) for (const number of block.dates.keys()) yield make(orderAt(block, number));
}

async function encode(workers: number): Promise<void> {
  for await (const _ of encodeBlocks(blocks(), WORLD, { form: "lines" }, workers));
}

const group = `${ORDERS.toLocaleString("en")} orders`;

Deno.bench("ready orders as JSON", { group, baseline: true, n: 5 }, (bench) => {
  const orders = [...madeOrders()], encoder = new TextEncoder(), buffer = new Uint8Array(10_000);
  bench.start();
  for (const order of orders) encoder.encodeInto(JSON.stringify(order), buffer);
  bench.end();
});

Deno.bench("their dates and customers alone", { group, n: 5 }, () => {
  for (const _ of blocks());
});

Deno.bench("made as objects", { group, n: 5 }, () => {
  for (const _ of madeOrders());
});

Deno.bench("made as lines on one thread", { group, n: 5 }, async () => await encode(1));

Deno.bench("made as lines on two threads", { group, n: 5 }, async () => await encode(2));
