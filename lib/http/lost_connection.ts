/** What became of a request without an answer. */

/** The innermost reason of a failure, on one line: fetch wraps what happened, at times more than once. */
export function causeOf(error: Error): string {
  return error.cause instanceof Error ? causeOf(error.cause) : error.message.replaceAll("\n", " ");
}

/** Whether the connection was never made: no such name or port, nobody who speaks TLS. fetch has no code for it. */
export function wasNeverSent(error: Error): boolean {
  return causeOf(error).includes("client error (Connect)");
}

/** Whether the server's certificate was not accepted, which no further attempt changes. */
export function isDistrust(error: Error): boolean {
  return /certificate/i.test(causeOf(error));
}
