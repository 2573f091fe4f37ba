/** The world that a command line asks for, and whether it is the one that the topics hold. */
import { TindahanError } from "../orders/errors.ts";
import { formatLocal, type LocalSeconds, parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";

/** What the user said about the world; what is left out takes the stored world's value, or a default. */
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
 * @param present the moment at which the shop is asked for, the default of `now`
 * @throws BAD_CALL when now is before from
 */
export function newWorld(flags: WorldFlags, present: LocalSeconds): World {
  const { seed = 1, from = DEFAULT_FROM, now = present, scale = 1 } = flags;
  checkDates({ from, now });
  return { version: 1, seed, from, now, scale };
}

/** Finds out at once what needs no stored world. @throws BAD_CALL when both dates are given, now before from */
export function checkDates({ from, now }: WorldFlags): void {
  if (from === undefined || now === undefined || now >= from) return;
  throw new TindahanError(
    "BAD_CALL",
    `--now ${formatLocal(now)} is before --from ${formatLocal(from)}`,
    "set --now to --from or later: the shop opens before it looks back",
  );
}

/** The stored world, where nothing that the user said contradicts it. @throws OTHER_WORLD */
export function sameWorld(flags: WorldFlags, stored: World): World {
  for (const name of ["seed", "from", "now", "scale"] as const) {
    const asked = flags[name];
    if (asked === undefined || asked === stored[name]) continue;
    const write = (value: number) =>
      name === "from" || name === "now" ? formatLocal(value as LocalSeconds) : String(value);
    throw new TindahanError(
      "OTHER_WORLD",
      `the topics hold a world with --${name} ${write(stored[name])}, not ${write(asked)}`,
      `leave --${name} out to continue it, or start anew with 'deno task pipeline --fresh'`,
    );
  }
  return stored;
}
