/** The world that the flags name, and whether the topics hold the same one. */
import { TindahanError } from "../orders/errors.ts";
import { formatLocal, HOUR, type LocalSeconds, parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";

/** The settings that the user gave. A missing one takes the value of the stored world, or a default. */
export interface WorldFlags {
  readonly seed?: number;
  readonly from?: LocalSeconds;
  readonly now?: LocalSeconds;
  readonly scale?: number;
}

export const DEFAULT_FROM = parseLocal("2021-03-14T09:00:00")!;

/**
 * A new world.
 *
 * @param present the default of `now`
 * @throws BAD_CALL when now is before from
 */
export function newWorld(flags: WorldFlags, present: LocalSeconds): World {
  const { seed = 1, from = DEFAULT_FROM, now = present, scale = 1 } = flags;
  if (now >= from) return { version: 1, seed, from, now, scale };
  throw new TindahanError(
    "BAD_CALL",
    `--now ${formatLocal(now)} is before --from ${formatLocal(from)}`,
    "set --now to the date of --from or later, or --from to an earlier one",
  );
}

/** What clocks in the Philippines show. */
export function presentInManila(): LocalSeconds {
  return Math.floor(Date.now() / 1000) + 8 * HOUR as LocalSeconds;
}

/** The stored world, unless a setting that the user gave differs from it. @throws OTHER_WORLD */
export function sameWorld(flags: WorldFlags, stored: World): World {
  for (const name of ["seed", "from", "now", "scale"] as const) {
    const asked = flags[name];
    if (asked === undefined || asked === stored[name]) continue;
    const write = (value: number) =>
      name === "from" || name === "now" ? formatLocal(value as LocalSeconds) : String(value);
    throw new TindahanError(
      "OTHER_WORLD",
      `the topics hold a world with --${name} ${write(stored[name])}, not ${write(asked)}`,
      `leave --${name} out to continue it, or start a new world with 'deno task pipeline --fresh'`,
    );
  }
  return stored;
}
