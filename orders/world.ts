import type { LocalSeconds } from "./local_time.ts";

/** What makes two runs of the shop the same shop. */
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
