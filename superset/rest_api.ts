/** The REST API of a Superset, for changes: what a program may do there without a browser. */
import { jsonOf, membersOf } from "../lib/http/answer.ts";
import type { HttpAddress } from "../lib/http/http_address.ts";
import { type Call, type RestClient, restClient } from "../lib/http/rest_client.ts";
import { isBusy, named, notThisServer, type RestServer, unreachable } from "../lib/http/rest_server.ts";
import { withoutSecrets } from "../lib/settings/without_password.ts";
import { TindahanError } from "../orders/errors.ts";
import { supersetAt } from "./superset_client.ts";

/** A user that Superset itself knows, or a token that another login has given out, as at Preset. */
export type Login =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

export interface Answer {
  /** Of HTTP: 200 to 299. */
  readonly ok: boolean;
  readonly status: number;
  /** The JSON that came, or `undefined` where it was none. */
  readonly body: unknown;
}

export interface RestApi {
  readonly url: string;
  /**
   * @param path from the server's root, `/api/v1/…`
   * @throws UNREACHABLE, or ACCESS_DENIED for 401 and 403; other refusals are the answer
   */
  get(path: string): Promise<Answer>;
  post(path: string, form: FormData): Promise<Answer>;
  delete(path: string): Promise<Answer>;
}

/**
 * Logs in.
 *
 * @param address the server's root
 * @param signal ends every request and every wait with its reason
 * @throws UNREACHABLE when no Superset answers there, ACCESS_DENIED when it refuses the login
 */
export async function openRestApi(
  address: Pick<HttpAddress, "url">,
  login: Login,
  signal?: AbortSignal,
): Promise<RestApi> {
  const connection = connectionTo(address, signal);
  const token = "token" in login ? login.token : await tokenFor(connection, login);
  const bearer = { authorization: `Bearer ${token}` };
  const answer = await request(connection, { method: "GET", path: CSRF_PATH, headers: bearer });
  // What cannot be read as a token at all is answered with 422.
  if (answer.status === 422) throw denied(connection, answer);
  const { result } = membersOf(answer.body);
  if (!answer.ok || typeof result !== "string") throw noSuperset(connection, answer);
  // A change must come with the token of its session, and from a page of this server.
  const headers = { ...bearer, cookie: answer.cookie, "x-csrftoken": result, referer: address.url };
  return {
    url: address.url,
    get: (path) => request(connection, { method: "GET", path, headers }),
    post: (path, body) => request(connection, { method: "POST", path, headers, body, once: "the import" }),
    delete: (path) => request(connection, { method: "DELETE", path, headers }),
  };
}

const CSRF_PATH = "/api/v1/security/csrf_token/";

/**
 * What a refusal says, in one line.
 *
 * @param secrets what Superset might repeat and nobody may read
 */
export function refusal({ status, body }: Answer, secrets: readonly string[] = []): string {
  const { errors, message, msg } = membersOf(body);
  const first = Array.isArray(errors) ? membersOf(errors[0]).message : message ?? msg;
  const text = typeof first === "string" ? first : JSON.stringify(first ?? body ?? "no explanation");
  return `HTTP ${status}, ${withoutSecrets(text.replaceAll(/\s+/g, " "), secrets).slice(0, 300)}`;
}

interface Connection {
  readonly server: RestServer;
  readonly client: RestClient;
}

function connectionTo(address: Pick<HttpAddress, "url">, signal: AbortSignal | undefined): Connection {
  const server = supersetAt(address, {
    unreachable: "start that Superset, or name the address of another with --url",
    login:
      "name an administrator with --username and SUPERSET_ADMIN_PASSWORD, or a token of one in SUPERSET_TOKEN",
    notThis: "name the address of a Superset from 6.1 on with --url",
  });
  return { server, client: restClient(server, signal) };
}

async function tokenFor(
  connection: Connection,
  login: { username: string; password: string },
): Promise<string> {
  const answer = await request(connection, {
    method: "POST",
    path: "/api/v1/security/login",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...login, provider: "db", refresh: false }),
  });
  const { access_token } = membersOf(answer.body);
  if (!answer.ok || typeof access_token !== "string") throw noSuperset(connection, answer);
  return access_token;
}

async function request(connection: Connection, call: Call): Promise<Answer & { cookie: string }> {
  const { ok, status, headers, text } = await connection.client.send({
    ...call,
    // To other programs it explains its refusals in HTML.
    headers: { ...call.headers, accept: "application/json" },
    redirect: "manual",
  });
  const cookie = headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const answer = { ok, status, body: jsonOf(text), cookie };
  if (status === 401 || status === 403) throw denied(connection, answer);
  return answer;
}

function denied({ server }: Connection, answer: Answer): TindahanError {
  return new TindahanError(
    "ACCESS_DENIED",
    `${named(server)} refused the login, or the right to change it: ${refusal(answer)}`,
    server.remedies.login,
  );
}

function noSuperset({ server }: Connection, answer: Answer): TindahanError {
  const reason = refusal(answer);
  return isBusy(answer) ? unreachable(server, reason) : notThisServer(server, reason);
}
