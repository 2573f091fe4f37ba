/** A whole small world: history in every state, then live orders; kept in fixtures/world.json. */
import { orderMaker } from "../generator/order_maker.ts";
import { orderAt, shopChain } from "../generator/shop_chain.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { Order } from "../orders/order.ts";
import { type OrderTopic, topicOf } from "../orders/topics.ts";
import type { World } from "../orders/world.ts";

export const GOLDEN_WORLD: World = {
  version: 1,
  seed: 20_260,
  from: parseLocal("2026-10-20T09:00:00")!,
  now: parseLocal("2026-11-23T00:00:00")!,
  scale: 1,
};
const GOLDEN_ORDERS = 500;

export interface GoldenWorld {
  readonly world: World;
  /** What `generate --to ndjson` prints, in order of order id. */
  readonly orders: readonly { readonly topic: OrderTopic; readonly key: string; readonly value: Order }[];
}

/** Makes the golden world anew. */
export function goldenWorld(): GoldenWorld {
  const block = shopChain(GOLDEN_WORLD).take(GOLDEN_ORDERS), make = orderMaker(GOLDEN_WORLD);
  const orders = [...block.dates.keys()].map((n) => {
    const value = make(orderAt(block, n));
    return { topic: topicOf(value), key: String(value.order_id), value };
  });
  return { world: GOLDEN_WORLD, orders };
}
