import assert from "node:assert/strict";
import { type FigureName, worldFigures } from "../tests/world_figures.ts";
import { TARGETS } from "../tests/world_targets.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";
import { orderMaker } from "./order_maker.ts";
import { orderAt, shopChain } from "./shop_chain.ts";
import { DEFAULT_FROM } from "./world_flags.ts";

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
    const misses = Object.entries(TARGETS).flatMap(([name, { bounds: [least, most] }]) => {
      const value = figures[name as FigureName];
      return value >= least && value <= most ? [] : [`${name} is ${value}, not within ${least} and ${most}`];
    });
    assert.equal(misses.join("\n"), "");
  });
}
