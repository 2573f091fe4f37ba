/** The simulated work of a service: its think time for an order. */
import { setTimeout as delay } from "node:timers/promises";
import type { OrderId } from "../orders/order.ts";
import { randomStreams } from "../orders/random.ts";

/** Least seconds that a service takes for one order, and how many more it may take. */
export const THINK_SECONDS = { express: 0.25, standard: 1.25, spread: 0.75 } as const;

/**
 * Seconds that a service takes for one order. Source: docs/order-model.md, "Payment, shipping, delivery".
 *
 * @param service name of the service, so that each service draws times of its own
 */
export function thinkTimes(seed: number, service: string): (id: OrderId, express: boolean) => number {
  const streams = randomStreams(seed, `think-${service}`);
  return (id, express) =>
    THINK_SECONDS[express ? "express" : "standard"] + THINK_SECONDS.spread * streams(id).next();
}

/** Waits, or returns early when the signal is aborted: the orders are processed all the same. */
export async function thinkFor(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1000, undefined, { signal }).catch(() => {});
}
