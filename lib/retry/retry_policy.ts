/** How long a loop that starts over after each failure goes on doing so. */

/** How long the group may be out of reach, in milliseconds. */
export const AWAY_MS = 60_000;
/** How many times in a row the loop may fail after joining, without a commit in between: by then it is not bad luck. */
export const FRUITLESS_TRIES = 10;
/** Failures that lie further apart, in milliseconds, are not in a row: for so long nothing fails that is not well. */
export const APART_MS = 300_000;

export interface Patience {
  /** The group was joined. */
  joined(): void;
  /** Work was committed. */
  committed(): void;
  /**
   * Judges a failure.
   *
   * @param now milliseconds of any clock that only moves forward
   * @returns `news` for the first failure since things last went well, `again` for those that follow, `enough` when
   * starting over cannot help or did not help for long
   */
  failed(error: unknown, now: number): "news" | "again" | "enough";
}

/**
 * The patience of one loop, from its start.
 *
 * @param canMend whether starting over can mend a failure
 */
export function patience(canMend: (error: unknown) => boolean): Patience {
  let hasJoined = false, fruitless = 0, last = 0, awaySince: number | undefined;
  return {
    joined() {
      hasJoined = true;
      awaySince = undefined;
    },
    committed() {
      fruitless = 0;
    },
    failed(error, now) {
      // Who has nothing to do commits nothing, and is well all the same.
      if (now - last > APART_MS) fruitless = 0;
      last = now;
      const isNew = fruitless === 0 && awaySince === undefined;
      if (hasJoined) fruitless++;
      else awaySince ??= now;
      hasJoined = false;
      const away = awaySince === undefined ? 0 : now - awaySince;
      if (!canMend(error) || fruitless > FRUITLESS_TRIES || away > AWAY_MS) return "enough";
      return isNew ? "news" : "again";
    },
  };
}
