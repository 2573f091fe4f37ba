/** The simulated work of a service: how long it thinks about an order. */
import { setTimeout as delay } from "node:timers/promises";
import type { OrderId } from "../orders/order.ts";
import { randomStreams } from "../orders/random.ts";

/**
 * Seconds that a service takes for one order: 0.25-1, or 1.25-2 for standard delivery.
 * Source: the order model, "Payment, shipping, delivery".
 *
 * @param service name of the service, so that each thinks for itself
 */
export function thinkTimes(seed: number, service: string): (id: OrderId, express: boolean) => number {
  const streams = randomStreams(seed, `think-${service}`);
  return (id, express) => (express ? 0.25 : 1.25) + 0.75 * streams(id).next();
}

/** Waits, or returns early when the signal is aborted: orders that were thought about still move on. */
export async function thinkFor(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1000, undefined, { signal }).catch(() => {});
}
