/** The REST API of a Superset, for changes: what a program may do there without a browser. */
import { TindahanError } from "../orders/errors.ts";

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

const TIMEOUT_MS = 120_000;

/**
 * Logs in.
 *
 * @param url of the server's root, no slash at the end
 * @throws UNREACHABLE when no Superset answers there, ACCESS_DENIED when it refuses the login
 */
export async function openRestApi(url: string, login: Login): Promise<RestApi> {
  const token = "token" in login ? login.token : await tokenFor(url, login);
  const bearer = { authorization: `Bearer ${token}` };
  const answer = await request(url, "/api/v1/security/csrf_token/", { headers: bearer });
  // What cannot be read as a token at all is answered with 422.
  if (answer.status === 422) throw denied(url, answer);
  const { result } = objectOf(answer.body);
  if (!answer.ok || typeof result !== "string") throw noSuperset(url, answer);
  // A change must come with the token of its session, and from a page of this server.
  const headers = { ...bearer, cookie: answer.cookie, "x-csrftoken": result, referer: url };
  return {
    url,
    get: (path) => request(url, path, { headers }),
    post: (path, body) => request(url, path, { headers, method: "POST", body }),
    delete: (path) => request(url, path, { headers, method: "DELETE" }),
  };
}

/** What a refusal says, in one line. */
export function refusal({ status, body }: Answer): string {
  const { errors, message, msg } = objectOf(body);
  const first = Array.isArray(errors) ? objectOf(errors[0]).message : message ?? msg;
  const text = typeof first === "string" ? first : JSON.stringify(first ?? body ?? "no explanation");
  return `HTTP ${status}, ${text.replaceAll(/\s+/g, " ").slice(0, 300)}`;
}

async function tokenFor(url: string, login: { username: string; password: string }): Promise<string> {
  const answer = await request(url, "/api/v1/security/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...login, provider: "db", refresh: false }),
  });
  const { access_token } = objectOf(answer.body);
  if (!answer.ok || typeof access_token !== "string") throw noSuperset(url, answer);
  return access_token;
}

async function request(url: string, path: string, init: RequestInit): Promise<Answer & { cookie: string }> {
  const answer = await fetch(url + path, {
    ...init,
    // To other programs it explains its refusals in HTML.
    headers: { ...init.headers, accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new TindahanError(
      "UNREACHABLE",
      `nothing answers at ${url}`,
      "start that Superset, or name the address of another with --url",
      { cause },
    );
  });
  const text = await answer.text();
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const read = { ok: answer.ok, status: answer.status, body: jsonOf(text), cookie };
  if (read.status === 401 || read.status === 403) throw denied(url, read);
  return read;
}

function denied(url: string, answer: Answer): TindahanError {
  return new TindahanError(
    "ACCESS_DENIED",
    `Superset at ${url} refused the login, or the right to change it: ${refusal(answer)}`,
    "name an administrator with --username and SUPERSET_ADMIN_PASSWORD, or a token of one in SUPERSET_TOKEN",
  );
}

function noSuperset(url: string, answer: Answer): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `what answers at ${url} is no Superset: ${refusal(answer)}`,
    "name the address of a Superset from 6.1 on with --url",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The members of an answer that should be an object; none where it is not. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
