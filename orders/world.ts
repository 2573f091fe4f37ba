import type { OrderTopic } from "./topics.ts";
import type { LocalSeconds } from "./local_time.ts";

/** The settings of a world: with the same settings, two runs make the same orders. */
export interface World {
  /** Layout of this record; a newer one than the program knows is refused. */
  readonly version: 1;
  /** Whole number, 0 to 2^32 - 1. */
  readonly seed: number;
  /** Where the chain of order dates starts. */
  readonly from: LocalSeconds;
  /** Orders up to this moment are history, later ones are live. */
  readonly now: LocalSeconds;
  /** Order volume: 1 is the model, 2 twice as many orders in the same time. */
  readonly scale: number;
}

/** Which rules of payment, shipping and delivery an order follows. */
export type Era = "past" | "live";

/** The era of an order, by its own date: what was ordered up to the world's now is history. */
export function eraOf(orderDate: LocalSeconds, world: Pick<World, "now">): Era {
  return orderDate <= world.now ? "past" : "live";
}

/** The shop's position, committed in the same transaction as the orders it counts. */
export interface ShopPosition {
  /** The last committed order id, which is also the number of orders so far; 0 before the first. */
  readonly orders: number;
  /** Date of that order; the world's `from` before the first. */
  readonly date: LocalSeconds;
  /** Orders that the shop itself wrote to each topic, and the item rows of its finished and failed ones. */
  readonly counts: Readonly<Counts>;
}

/**
 * Running totals by name: the order topics (orders written there), `item_info` and `failed_item_info` (items of the
 * orders written to finished and failed), `dead_letters`.
 */
export type Counts = Partial<Record<CountName, number>>;
export type CountName = OrderTopic | "item_info" | "failed_item_info" | "dead_letters";

/** Adds totals name by name. */
export function addCounts(...parts: readonly Readonly<Counts>[]): Counts {
  const sum: Counts = {};
  for (const part of parts) {
    for (const [name, number] of Object.entries(part) as [CountName, number][]) {
      sum[name] = (sum[name] ?? 0) + number;
    }
  }
  return sum;
}

/** The totals that one order adds when it is written to a topic. */
export function countsOfOrder(topic: OrderTopic, items: number): Counts {
  if (topic === "finished_orders") return { [topic]: 1, item_info: items };
  if (topic === "failed_orders") return { [topic]: 1, failed_item_info: items };
  return { [topic]: 1 };
}
