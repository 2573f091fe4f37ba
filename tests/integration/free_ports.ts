/** Ports for servers of a test's own, away from the project's usual ones. */
import { isFree } from "../../lib/processes/ports.ts";

/**
 * The first of ten ports that are all free at this moment. Below 32768, where the system begins to choose ports for
 * outgoing connections: one of those may be taken between this look and the server's start.
 */
export function freePortBase(): number {
  for (let base = 20_000 + (Deno.pid % 400) * 20; base < 29_000; base += 10) {
    if (Array.from({ length: 10 }, (_, index) => base + index).every(isFree)) return base;
  }
  throw new Error("no ten free ports in a row");
}
