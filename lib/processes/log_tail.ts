/** What a server's log says about its end. */

const LONGEST = 300;
/** Errors further back were survived. */
const LAST_WORDS = 30;

/**
 * The last line that says something: errors before others, no stack frames. `undefined` for an empty log.
 *
 * @param text the log, as Java's servers and PostgreSQL write it
 */
export function lastMeaningfulLine(text: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) =>
    line !== "" && !/^(at |\.\.\. \d+ more|[-=]+$)/.test(line)
  );
  const isError = (line: string) => /\b(ERROR|FATAL|PANIC|Caused by|\w*Exception)\b/.test(line);
  const line = lines.slice(-LAST_WORDS).findLast(isError) ?? lines.at(-1);
  return line === undefined || line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

export function ranOutOfSpace(text: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(text);
}
