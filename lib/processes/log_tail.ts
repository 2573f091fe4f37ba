/** What a server's log says about its end. */

const LONGEST = 300;
/** Errors further back were survived. */
const LAST_WORDS = 30;

/**
 * The line that says why a program ended: the innermost cause of its last exception, else its last error, else its last
 * line. `undefined` for an empty log.
 *
 * @param text the log, as Java's servers and PostgreSQL write it
 */
export function rootCause(text: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) =>
    line !== "" && !/^(at |\.\.\. \d+ (more|common frames omitted)|[-=]+$)/.test(line)
  ).slice(-LAST_WORDS);
  const isError = (line: string) => /\b(ERROR|FATAL|PANIC|\w*Exception|\w*Error)\b/.test(line);
  const cause = lines.findLast((line) => CAUSE.test(line))?.replace(CAUSE, "");
  const line = cause ?? lines.findLast(isError) ?? lines.at(-1);
  return line === undefined || line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

/** What Java puts in front of the exception behind another one. */
const CAUSE = /^(Suppressed: |Caused by: )+/;

export function ranOutOfSpace(text: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(text);
}
