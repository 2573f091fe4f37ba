/** The pace of the live shop: how many orders are due as real time passes. */

/** Real time; tests use a clock of their own. */
export interface Clock {
  /** Milliseconds from any start; never decreases. */
  now(): number;
  /** Waits, or until the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Orders that are due within this time leave together. It is half of the 200 ms that an order may wait at most. */
const TICK_MS = 100;

/** A shop that is behind by more than this skips the orders that it missed. */
const MOST_BEHIND_MS = 1000;

/**
 * Yields how many orders are due, each time some are, until the time is over or the signal is aborted.
 *
 * @param rate orders per second, above 0
 * @param duration milliseconds, Infinity for no end
 */
export async function* dueOrders(
  rate: number,
  duration: number,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<number, void> {
  const perMillisecond = rate / 1000;
  let start = clock.now();
  const end = start + duration;
  let done = 0;
  while (!signal.aborted) {
    const time = Math.min(clock.now(), end);
    const late = time - start - (done + 1) / perMillisecond;
    if (late > MOST_BEHIND_MS) start += late - MOST_BEHIND_MS;
    const due = Math.floor((time - start) * perMillisecond) - done;
    if (due > 0) {
      done += due;
      yield due;
    } else if (time === end) {
      return;
    } else {
      const next = start + (done + 1) / perMillisecond - time;
      await clock.sleep(Math.min(Math.max(next, TICK_MS), end - time), signal);
    }
  }
}
