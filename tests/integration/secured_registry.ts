/** A real registry's front door that asks for encryption and a password, on a port of a test's own. */
import type { Certificate } from "./certificates.ts";

export interface SecuredRegistry {
  /** https://… of Confluent's API. */
  readonly url: string;
  /** How many requests it let in. */
  admitted(): number;
  stop(): Promise<void>;
}

/** Serves a registry anew: what comes with the right user name and password is passed on. @param behind its own address */
export function startSecuredRegistry(
  behind: string,
  { key, certificate }: Certificate,
  user: string,
  password: string,
): SecuredRegistry {
  const welcome = `Basic ${btoa(`${user}:${password}`)}`;
  const { origin, pathname } = new URL(behind);
  let admitted = 0;
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    key: Deno.readTextFileSync(key),
    cert: Deno.readTextFileSync(certificate),
    onListen: () => {},
  }, async (request) => {
    if (request.headers.get("authorization") !== welcome) {
      return Response.json({ error_code: 401, message: "Unauthorized" }, { status: 401 });
    }
    admitted++;
    const { pathname, search } = new URL(request.url);
    const { method, body } = request;
    const headers = { "content-type": request.headers.get("content-type") ?? "application/json" };
    const answer = await fetch(origin + pathname + search, { method, headers, body });
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  });
  return {
    url: `https://127.0.0.1:${server.addr.port}${pathname}`,
    admitted: () => admitted,
    stop: () => server.shutdown(),
  };
}
