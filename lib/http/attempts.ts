/** The attempts at one request: what became of them, and whether there is another one. */
import { HTTPError, TimeoutError } from "ky";
import { type Answer, retryAfter } from "./answer.ts";
import { isDistrust, wasNeverSent } from "./lost_connection.ts";
import type { RestServer } from "./rest_server.ts";

export interface Attempts {
  /** Makes one attempt; the response has status and headers alone, for the body has been read. */
  fetch(request: Request): Promise<Response>;
  /**
   * Judges a failed attempt, in terms of ky: `undefined` for another one when the server wants it or else after a backoff,
   * `true` for one after a backoff, `false` for none.
   */
  judge(error: Error): boolean | undefined;
  /** What the last attempt came to; `undefined` when it was cut off by its timeout, or failed by a fault of ours. */
  outcome(): Answer | Error | undefined;
}

/**
 * @param isRepeatable false: another attempt only where the one before cannot have reached the server
 * @param attempt sends the request once
 */
export function attemptsAt(
  { limits, isPassing }: Pick<RestServer, "limits" | "isPassing">,
  isRepeatable: boolean,
  attempt: (request: Request) => Promise<Answer>,
): Attempts {
  let number = 0, outcome: Answer | Error | undefined;
  let unreachableSince: number | undefined, busySince: number | undefined;

  function mayBeReachedSoon(failure: Error): boolean {
    if (isDistrust(failure) || !isRepeatable && !wasNeverSent(failure)) return false;
    return performance.now() < unreachableSince! + limits.unreachable;
  }

  function mayBeReadySoon(answer: Answer): boolean {
    const wait = retryAfter(answer, Date.now()) ?? 0;
    return isPassing(answer, isRepeatable) && performance.now() + wait < busySince! + limits.busy;
  }

  return {
    async fetch(request) {
      const own = ++number, start = performance.now();
      outcome = undefined;
      unreachableSince ??= start;
      try {
        const answer = await attempt(request);
        outcome = answer;
        unreachableSince = undefined;
        busySince ??= start;
        return new Response(null, { status: answer.status, headers: answer.headers });
      } catch (error) {
        // An attempt that was cut off fails once more, after the next one may have begun.
        if (own === number && isLostConnection(error)) outcome = error;
        throw error;
      }
    },
    judge(error) {
      if (error instanceof TimeoutError) {
        number++;
        outcome = undefined;
        return mayBeReachedSoon(error);
      }
      if (outcome instanceof Error) return mayBeReachedSoon(outcome);
      return error instanceof HTTPError && mayBeReadySoon(outcome as Answer) ? undefined : false;
    },
    outcome: () => outcome,
  };
}

/** fetch reports a lost connection as TypeError and a timeout as DOMException; a missing permission is a fault. */
function isLostConnection(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof DOMException && error.name !== "AbortError";
}
