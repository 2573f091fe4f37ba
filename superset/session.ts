/** A login at Superset, for requests as its own pages make them. */
import { jsonOf } from "../lib/http/answer.ts";
import type { HttpAddress } from "../lib/http/http_address.ts";
import { type Call, restClient } from "../lib/http/rest_client.ts";
import { named } from "../lib/http/rest_server.ts";
import { TindahanError } from "../orders/errors.ts";
import type { Secrets } from "./secrets.ts";
import { supersetAt } from "./superset_client.ts";

export interface Session {
  /** @param path from the server's root */
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

/**
 * Logs in with the form that people use.
 *
 * @param address the server's root
 * @param signal ends every request and every wait with its reason
 * @throws UNREACHABLE, ACCESS_DENIED
 */
export async function logIn(
  address: Pick<HttpAddress, "url">,
  { administrator, password }: Pick<Secrets, "administrator" | "password">,
  signal?: AbortSignal,
): Promise<Session> {
  const server = supersetAt(address, {
    unreachable: "start it with 'deno task superset'",
    login: "start it again with 'deno task superset', which sets the password",
    notThis: "move Superset to other ports with TINDAHAN_PORT",
  });
  const client = restClient(server, signal);
  const cookies = new Map<string, string>();
  const request = async (call: Call) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await client.send({ ...call, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return answer;
  };
  const { text: page } = await request({ method: "GET", path: "/login/" });
  const token = /name="csrf_token"[^>]*\bvalue="([^"]+)"/.exec(page)?.[1];
  const body = new URLSearchParams({ username: administrator, password, csrf_token: token ?? "" });
  const { headers } = await request({ method: "POST", path: "/login/", body });
  if (/\/login/.test(headers.get("location") ?? "/login")) {
    throw new TindahanError(
      "ACCESS_DENIED",
      `${named(server)} refused the user '${administrator}'`,
      server.remedies.login,
    );
  }
  return {
    async get(path) {
      const { status, text } = await request({ method: "GET", path });
      return { status, body: jsonOf(text) ?? text.slice(0, 300) };
    },
  };
}
