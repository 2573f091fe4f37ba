import assert from "node:assert/strict";
import { type FigureName, worldFigures } from "../tests/world_figures.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";
import { orderMaker } from "./order_maker.ts";
import { orderAt, shopChain } from "./shop_chain.ts";
import { DEFAULT_FROM } from "./world_flags.ts";

/** Least and most, inclusive. */
type Bounds = readonly [number, number];
const points = (target: number, tolerance: number): Bounds => [target - tolerance, target + tolerance];
const percent = (target: number, tolerance: number) => points(target, target * tolerance / 100);

/** The order model, "Targets". */
const TARGETS: Readonly<Record<FigureName, Bounds>> = {
  "orders": [27_000, 34_000],
  "finished share": points(92, 1),
  "failed share": points(7.9, 1),
  "Timed Out": points(5, 0.5),
  "Cancelled": points(2, 0.5),
  "Returned": points(1, 0.5),
  "average order value, finished": percent(6090, 4),
  "gross margin": points(33.3, 1.5),
  "repeat rate": points(22, 1.5),
  "revenue share of repeat customers": points(61.5, 4),
  "ten best customers' share of orders": points(3.1, 1),
  "express": points(39.7, 2),
  "on time": points(74.6, 2),
  "mean hours order to payment": percent(13.3, 4),
  "mean hours payment to shipping": percent(35.4, 4),
  "mean hours shipping to finish": percent(123.6, 4),
  "paid at once": points(62.9, 2),
  "orders of 1 SKU": points(26.9, 1.5),
  "orders of 2 SKUs": points(18.3, 1.5),
  "orders of 3 SKUs": points(18.5, 1.5),
  "orders of 4 SKUs": points(16.5, 1.5),
  "orders of 5 SKUs": points(14.5, 1.5),
  "orders of 6 SKUs": points(3.5, 1.5),
  "orders of 7 SKUs": points(1.7, 1.5),
  "mean quantity per line": percent(3.66, 3),
  "Metro Manila share of orders": points(4, 1),
  "orders of 2025 above those of 2022": [1, Infinity],
  // "About 960": the model gives no tolerance.
  "size of an order as compact JSON": percent(960, 7),
};

export function historyFigures(world: World): Record<FigureName, number> {
  const chain = shopChain(world), make = orderMaker(world), { addOrder, figures } = worldFigures();
  while (chain.nextDate() <= world.now) {
    const block = chain.take(1000, world.now);
    for (const n of block.dates.keys()) addOrder(make(orderAt(block, n)));
  }
  return figures();
}

for (const seed of [1, 2, 3]) {
  Deno.test(`the history of seed ${seed} meets every target of the order model`, () => {
    const now = parseLocal("2026-11-23T00:00:00")!;
    const figures = historyFigures({ version: 1, seed, from: DEFAULT_FROM, now, scale: 1 });
    const misses = Object.entries(TARGETS).flatMap(([name, [least, most]]) => {
      const value = figures[name as FigureName];
      return value >= least && value <= most ? [] : [`${name} is ${value}, not within ${least} and ${most}`];
    });
    assert.equal(misses.join("\n"), "");
  });
}
