/** A login at Superset, for requests as its own pages make them. */
import { TindahanError } from "../orders/errors.ts";
import type { Secrets } from "./secrets.ts";

export interface Session {
  /** @param path from the server's root */
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

const TIMEOUT_MS = 120_000;

/**
 * Logs in with the form that people use.
 *
 * @param server its root, no slash at the end
 * @throws UNREACHABLE, ACCESS_DENIED
 */
export async function logIn(
  { url }: { readonly url: string },
  { administrator, password }: Pick<Secrets, "administrator" | "password">,
): Promise<Session> {
  const cookies = new Map<string, string>();
  const request = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url + path, {
      ...init,
      headers: { ...init.headers, cookie },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause) => {
      throw new TindahanError(
        "UNREACHABLE",
        `Superset at ${url} does not answer`,
        "start it with 'deno task superset'",
        { cause },
      );
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return answer;
  };
  const page = await (await request("/login/")).text();
  const token = /name="csrf_token"[^>]*\bvalue="([^"]+)"/.exec(page)?.[1];
  const form = new URLSearchParams({ username: administrator, password, csrf_token: token ?? "" });
  const answer = await request("/login/", { method: "POST", body: form });
  await answer.body?.cancel();
  if (/\/login/.test(answer.headers.get("location") ?? "/login")) {
    throw new TindahanError(
      "ACCESS_DENIED",
      `Superset at ${url} refused the user '${administrator}'`,
      "start it again with 'deno task superset', which sets the password",
    );
  }
  return {
    async get(path) {
      const answer = await request(path);
      const text = await answer.text();
      return { status: answer.status, body: parsed(text) };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 300);
  }
}
