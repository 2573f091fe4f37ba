/** Whether a server answers at all. */
import { type Answer, fetchAnswer } from "./answer.ts";

interface Probe {
  /** Success, where nothing else is said. */
  readonly isRight?: (answer: Answer) => boolean;
  /** Milliseconds, for the whole answer; 2,000 where nothing else is said. */
  readonly timeout?: number;
  /** Ends the wait for the answer. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks once whether the right answer comes from an address. */
export async function answers(
  url: string,
  { isRight = ({ ok }) => ok, timeout = 2000, signal }: Probe = {},
): Promise<boolean> {
  const either = AbortSignal.any([AbortSignal.timeout(timeout), ...(signal === undefined ? [] : [signal])]);
  try {
    return isRight(await fetchAnswer(new Request(url, { signal: either })));
  } catch {
    return false;
  }
}
