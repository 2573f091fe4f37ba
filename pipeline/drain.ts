/** Waiting for the last order: until all that the shop committed is stored, or nothing moves any more. */
import { TindahanError } from "../orders/errors.ts";
import type { ShopPosition } from "../orders/world.ts";
import { type Snapshot, unfinished } from "./snapshot.ts";

/** Longer than any pause that a healthy service makes: a rebalance, a session that expires, a loaded machine. */
const PATIENCE_MS = 180_000;

/**
 * Judges snapshots one by one.
 *
 * @param final where the shop stopped, read after it had
 * @returns true once everything is stored
 * @throws SERVICE_FAILED, naming what is missing, when nothing has moved for three minutes
 */
export function drainJudge(final: ShopPosition | undefined): (snapshot: Snapshot) => boolean {
  let left = "", since = Infinity;
  return (snapshot) => {
    const sold = snapshot.position?.orders ?? 0, all = final?.orders ?? 0;
    // More than all are the business of another shop in the same world.
    const unheard = sold < all ? [`orders of the shop: ${sold} of ${all}`] : [];
    const now = [...unheard, ...unfinished(snapshot)].join(", ");
    if (now === "") return true;
    if (now !== left) {
      left = now;
      since = snapshot.at;
    }
    if (snapshot.at - since < PATIENCE_MS) return false;
    throw new TindahanError(
      "SERVICE_FAILED",
      `nothing has moved for ${PATIENCE_MS / 60_000} minutes, and this is still missing: ${left}`,
      "read the services' logs and the topic dead_letters; the same command continues where it stopped",
    );
  };
}
