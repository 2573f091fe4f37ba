/** Whether a server answers at all. */
import { type Answer, fetchAnswer } from "./answer.ts";

/**
 * Asks once whether the right answer comes from an address.
 *
 * @param isRight success, where nothing else is said
 * @param timeout milliseconds, for the whole answer
 */
export async function answers(
  url: string,
  { isRight = ({ ok }) => ok, timeout = 2000 }: {
    readonly isRight?: (answer: Answer) => boolean;
    readonly timeout?: number;
  } = {},
): Promise<boolean> {
  try {
    return isRight(await fetchAnswer(new Request(url, { signal: AbortSignal.timeout(timeout) })));
  } catch {
    return false;
  }
}
