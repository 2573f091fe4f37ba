/** Decides for a loop that starts over after each failure whether it goes on doing so. Pure. */

/** How long the server may be out of reach, in milliseconds. */
export const UNREACHABLE_LIMIT_MS = 60_000;
/** How many times in a row the loop may fail after it connected, without progress in between: by then it is not bad luck. */
export const MAX_FAILURES = 10;
/** Failures that lie further apart, in milliseconds, are not in a row: nothing that is broken runs for so long. */
export const RECOVERED_AFTER_MS = 300_000;

export interface RestartPolicy {
  /** The loop reached its server: it joined its consumer group, or took its producer over. */
  onConnected(): void;
  /** Work was committed. */
  onProgress(): void;
  /**
   * Judges a failure.
   *
   * @param now milliseconds of any clock that only moves forward
   * @returns `report` for the first failure since things last went well, `retry` for those that follow, `giveUp` when
   * starting over cannot help or did not help for long
   */
  onFailure(error: unknown, now: number): "report" | "retry" | "giveUp";
}

/**
 * The policy of one loop, from its start.
 *
 * @param isRetryable whether starting over can mend a failure
 */
export function restartPolicy(isRetryable: (error: unknown) => boolean): RestartPolicy {
  let connected = false, failures = 0, last = 0, unreachableSince: number | undefined;
  return {
    onConnected() {
      connected = true;
      unreachableSince = undefined;
    },
    onProgress() {
      failures = 0;
    },
    onFailure(error, now) {
      // A loop that has nothing to do makes no progress, and is well all the same.
      if (now - last > RECOVERED_AFTER_MS) failures = 0;
      last = now;
      const isFirst = failures === 0 && unreachableSince === undefined;
      if (connected) failures++;
      else unreachableSince ??= now;
      connected = false;
      const unreachable = unreachableSince === undefined ? 0 : now - unreachableSince;
      if (!isRetryable(error) || failures > MAX_FAILURES || unreachable > UNREACHABLE_LIMIT_MS) {
        return "giveUp";
      }
      return isFirst ? "report" : "retry";
    },
  };
}
