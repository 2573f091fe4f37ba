/** A server's answer, read to its end. */

export interface Answer {
  /** A status from 200 to 299. */
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends a request once and reads the whole answer, so that a connection lost in the middle of the body is met here.
 *
 * @throws what fetch throws: a TypeError for a lost connection, the signal's reason
 */
export async function fetchAnswer(request: Request, client?: Deno.HttpClient): Promise<Answer> {
  const response = await fetch(request, client === undefined ? {} : { client });
  const { ok, status, headers } = response;
  return { ok, status, headers, text: await response.text() };
}

/** The JSON of a body; `undefined` for what is none: a proxy's page, or nothing at all. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of what should be an object; none where it is not. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : {};
}

/** The server's own words in the field `message` of a body, on one line; `undefined` where there are none. */
export function messageIn(text: string): string | undefined {
  const { message } = membersOf(jsonOf(text));
  if (typeof message !== "string") return undefined;
  const line = message.replaceAll(/\s*\n\s*/g, " ").trim();
  return line === "" ? undefined : line;
}

/**
 * Milliseconds that the server asks to wait before the next request.
 *
 * @param now as `Date.now()` gives it, for a `Retry-After` that is a date
 */
export function retryAfter({ headers }: Pick<Answer, "headers">, now: number): number | undefined {
  const asked = headers.get("retry-after")?.trim();
  if (!asked) return undefined;
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
