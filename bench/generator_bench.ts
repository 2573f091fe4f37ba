/**
 * How fast the shop makes orders, as ratios to what JSON alone would allow: `deno run --allow-read bench/generator_bench.ts`.
 *
 * The ceiling turns ready orders into bytes, one by one, with JSON.stringify and encodeInto on one thread. A third of an
 * order's time goes into JSON, the bottleneck is the making of customer and items.
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
const ORDERS = 400_000;
const ROUNDS = 5;

/** Orders per second of the best of some rounds: the others were disturbed. */
async function best(orders: number, work: () => unknown): Promise<number> {
  let rate = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    rate = Math.max(rate, orders / (performance.now() - start) * 1000);
  }
  return rate;
}

function* blocks(orders: number): Generator<OrderBlock> {
  const chain = shopChain(WORLD);
  while (chain.orders() < orders) yield chain.take(BLOCK);
}

function makeOrders(orders: number) {
  const make = orderMaker(WORLD);
  return [...blocks(orders)].flatMap((block) => [...block.dates.keys()].map((n) => make(orderAt(block, n))));
}

async function ceiling(): Promise<number> {
  const orders = makeOrders(20_000), encoder = new TextEncoder(), room = new Uint8Array(10_000);
  return await best(orders.length, () => {
    for (const order of orders) encoder.encodeInto(JSON.stringify(order), room);
  });
}

async function chainAlone(): Promise<number> {
  return await best(ORDERS, () => {
    for (const _ of blocks(ORDERS));
  });
}

async function made(): Promise<number> {
  const orders = ORDERS / 4;
  return await best(orders, () => {
    const make = orderMaker(WORLD);
    for (const block of blocks(orders)) for (const n of block.dates.keys()) make(orderAt(block, n));
  });
}

async function encoded(workers: number): Promise<number> {
  return await best(ORDERS, async () => {
    for await (const _ of encodeBlocks(blocks(ORDERS), WORLD, { form: "lines" }, workers));
  });
}

function print(name: string, rate: number, most: number): void {
  const perSecond = Math.round(rate).toLocaleString("en").padStart(12);
  console.log(`${name.padEnd(34)}${perSecond} orders/s  ${(rate / most).toFixed(2).padStart(6)}`);
}

if (import.meta.main) {
  const most = await ceiling();
  print("ceiling: JSON of ready orders", most, most);
  print("dates and customers of the chain", await chainAlone(), most);
  print("orders as objects", await made(), most);
  print("lines, 1 thread", await encoded(1), most);
  print("lines, 2 threads", await encoded(2), most);
  console.log(`resident at the end: ${Math.round(Deno.memoryUsage().rss / 1e6)} MB`);
}
