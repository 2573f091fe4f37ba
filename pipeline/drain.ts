/** Waiting for the last order: until all that the shop committed is stored, or nothing moves any more. */
import { TindahanError } from "../orders/errors.ts";
import type { ShopPosition } from "../orders/world.ts";
import { type Snapshot, surplus, unfinished } from "./snapshot.ts";

/** How long nothing may move: longer than a rebalance, an expired session or a busy machine takes. */
const STALL_TIMEOUT_MS = 180_000;
/**
 * How long there may be more than the shop sold while nothing is missing. Orders of another shop in the same world
 * explain it, and the reader of the world hears of them within this time, after a rebalance too.
 */
const SURPLUS_TIMEOUT_MS = 30_000;

/** What is missing when the rows could not be counted. */
const NO_COUNT =
  "PostgreSQL's answer to how many rows its tables hold, which a lock of another session may hold up";

/**
 * Judges snapshots one by one.
 *
 * @param final where the shop stopped, read after it had
 * @returns true once everything is stored
 * @throws SERVICE_FAILED, naming what is missing, when nothing has moved for three minutes; OTHER_WORLD when nothing is,
 *   but there is more than this world accounts for
 */
export function drainJudge(final: ShopPosition | undefined): (snapshot: Snapshot) => boolean {
  let left: string | undefined, since = 0;
  return (snapshot) => {
    const sold = snapshot.position?.orders ?? 0, all = final?.orders ?? 0;
    // Another shop in the same world may have sold more.
    const unread = sold < all ? [`orders of the shop: ${sold} of ${all}`] : [];
    const missing = [...unread, ...unfinished(snapshot)], extra = surplus(snapshot);
    const old = snapshot.rowsAreOld ?? false;
    if (missing.length + extra.length === 0 && !old) return true;
    // NO_COUNT is left out: it comes and goes, which would count as movement.
    const now = [...missing, ...extra].join(", ");
    if (now !== left) {
      left = now;
      since = snapshot.at;
    }
    const onlyExtra = missing.length === 0 && !old;
    if (snapshot.at - since < (onlyExtra ? SURPLUS_TIMEOUT_MS : STALL_TIMEOUT_MS)) return false;
    throw onlyExtra ? tooMany(extra) : stuck([...missing, ...(old ? [NO_COUNT] : [])], extra, old);
  };
}

function stuck(missing: readonly string[], extra: readonly string[], locked: boolean): TindahanError {
  const besides = extra.length === 0 ? "" : `; too many are ${extra.join(", ")}`;
  return new TindahanError(
    "SERVICE_FAILED",
    `nothing has moved for ${STALL_TIMEOUT_MS / 60_000} minutes, and this is still missing: ${
      missing.join(", ")
    }${besides}`,
    locked
      ? "end the transaction that holds the lock, pg_stat_activity and pg_locks show it; the same command continues"
      : "read the services' logs and the topic dead_letters; the same command continues where it stopped",
  );
}

function tooMany(extra: readonly string[]): TindahanError {
  return new TindahanError(
    "OTHER_WORLD",
    `there is more than the shop of this world sold, left by another world or made by somebody else: ${
      extra.join(", ")
    }`,
    "start anew with --fresh, or name another database in DATABASE_URL where it holds another world",
  );
}
