/** Trying again what may fail for a moment: exponential backoff with jitter, ended by a timeout or a signal. */
import { setTimeout as delay } from "node:timers/promises";

export interface RetryPolicy {
  /** Milliseconds before the first retry; each later wait is twice as long as the one before. */
  readonly minDelay: number;
  /** Milliseconds that no wait exceeds. */
  readonly maxDelay: number;
  /** Milliseconds after the start of the first attempt from which on a failure is final. */
  readonly timeout: number;
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  /** Whether another attempt can mend the failure. */
  readonly isRetryable: (error: unknown) => boolean;
  /** Ends the waits too. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each wait. */
  readonly onRetry?: (error: unknown) => void;
}

/**
 * Runs attempts until one succeeds.
 *
 * @throws the last failure when it cannot be mended or the time is over; the signal's reason when it is aborted
 */
export async function retry<Result>(
  attempt: () => Promise<Result>,
  { policy, isRetryable, signal, onRetry }: RetryOptions,
): Promise<Result> {
  const deadline = performance.now() + policy.timeout;
  for (let failures = 1;; failures++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const wait = backoff(failures, policy, Math.random());
      if (!isRetryable(error) || performance.now() + wait > deadline) throw error;
      onRetry?.(error);
      await pause(wait, signal);
    }
  }
}

/**
 * Milliseconds to wait after so many failures in a row: between half of the exponential step and the whole of it, so
 * that clients that failed together do not come back together.
 *
 * @param failures from 1
 * @param random from 0 to 1
 */
export function backoff(
  failures: number,
  { minDelay, maxDelay }: Pick<RetryPolicy, "minDelay" | "maxDelay">,
  random: number,
): number {
  const step = Math.min(maxDelay, minDelay * 2 ** (failures - 1));
  return step * (1 + random) / 2;
}

/** Waits. @throws the signal's reason, at once, when it is aborted */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

export interface WaitOptions {
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Milliseconds after which the wait is over. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks until a condition holds.
 *
 * @returns whether it held before the time was over
 * @throws what the look throws; the signal's reason when it is aborted
 */
export async function waitUntil(
  holds: () => Promise<boolean>,
  { interval, timeout, signal }: WaitOptions,
): Promise<boolean> {
  const deadline = performance.now() + timeout;
  for (;;) {
    signal?.throwIfAborted();
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
    await pause(interval, signal);
  }
}
