/** What the clients of REST servers share. */

/** The header of a user name and a password, in any alphabet. */
export function basicAuthorization(username: string, password = ""): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

/** The innermost reason of a failure, on one line: fetch wraps what happened, at times more than once. */
export function causeOf(error: Error): string {
  return error.cause instanceof Error ? causeOf(error.cause) : error.message.replaceAll("\n", " ");
}
