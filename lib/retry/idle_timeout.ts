/** How long a reader of topics waits for anything new. */
import { TindahanError } from "../../orders/errors.ts";

/** The broker is up and the topics are there: silence for this long is a failure, not slowness. */
const SILENCE_MS = 60_000;
const SILENCE_TICKS = 60;

/**
 * Watches over a reading that should go on. Dispose of it (`using`) when the reading has ended.
 *
 * @param fail called with UNHEALTHY when nothing was heard for so long that it is no slowness
 * @param awaited what is waited for, in the words of the error
 * @param limit milliseconds
 */
export function idleTimeout(
  fail: (error: TindahanError) => void,
  awaited: () => string,
  limit = SILENCE_MS,
): { reset(): void } & Disposable {
  let quiet = 0;
  // Counted, not measured: a process that was suspended has not waited.
  const timer = setInterval(() => {
    if (++quiet === SILENCE_TICKS) fail(silent(awaited(), limit));
  }, limit / SILENCE_TICKS);
  return {
    reset() {
      quiet = 0;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function silent(awaited: string, limit: number): TindahanError {
  return new TindahanError(
    "UNHEALTHY",
    `nothing new arrived for ${limit / 1000} s from ${awaited}`,
    "look into the log of Kafka, 'deno task stack status' says where it is",
  );
}
