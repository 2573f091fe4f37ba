/** The loop of everything that goes on after a failure by starting over: consumers, the shop, pollers of servers. */
import { backoff, pause, type RetryPolicy } from "./retry.ts";
import { type RestartPolicy, restartPolicy } from "./restart_policy.ts";

export interface SupervisedLoop {
  /** Whether starting over can mend a failure. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Aborting it ends the loop instead of another start. */
  readonly signal: AbortSignal;
  /** Called with the first failure since things last went well. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
  /** Whether a failure that an abort leaves without another start is thrown. */
  readonly throwOnAbort?: boolean;
  /** Milliseconds between a failure and the next start, see `backoff`. */
  readonly restartDelay?: Pick<RetryPolicy, "minDelay" | "maxDelay">;
}

/** Between a failure and the next start. */
const RESTART_DELAY = { minDelay: 250, maxDelay: 4000 } as const;

/**
 * Runs work until it returns, and starts it over after each failure that this can mend.
 *
 * @param run gets the policy, to tell it when it connected and when it made progress
 * @returns what the work returned; `undefined` when the signal was aborted before another start
 * @throws the failure that cannot be mended, or was not for long
 */
export async function superviseLoop<Result>(
  run: (policy: Pick<RestartPolicy, "onConnected" | "onProgress">) => Promise<Result>,
  { isRetryable, signal, onTrouble, throwOnAbort = false, restartDelay = RESTART_DELAY }: SupervisedLoop,
): Promise<Result | undefined> {
  const policy = restartPolicy(isRetryable);
  let failures = 0;
  const observed = {
    onConnected() {
      policy.onConnected();
    },
    onProgress() {
      failures = 0;
      policy.onProgress();
    },
  };
  while (!signal.aborted) {
    try {
      return await run(observed);
    } catch (error) {
      const verdict = policy.onFailure(error, performance.now());
      if (verdict === "giveUp") throw error;
      if (verdict === "report") onTrouble?.(error);
      await pause(backoff(++failures, restartDelay, Math.random()), signal).catch(() => {});
      if (throwOnAbort && signal.aborted) throw error;
    }
  }
  return undefined;
}
