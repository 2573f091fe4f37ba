/** A Superset as a server with a REST API. */
import type { HttpAddress } from "../lib/http/http_address.ts";
import { isBusy, type RestServer } from "../lib/http/rest_server.ts";

/** @param address its root; a login is no part of it, for Superset has its own */
export function supersetAt(
  { url }: Pick<HttpAddress, "url">,
  remedies: Pick<RestServer["remedies"], "unreachable" | "login" | "notThis">,
): RestServer {
  return {
    title: "Superset",
    address: { url },
    notThis: "is no Superset",
    remedies: {
      ...remedies,
      right: remedies.login,
      certificate:
        "name the file of the authority that vouches for it in DENO_CERT, or check its certificate",
    },
    // A chart's query may take that long.
    limits: { attempt: 120_000, unreachable: 5000, busy: 30_000 },
    // What a query fails with is Superset's own 500, and comes again.
    isPassing: (answer) => isBusy(answer) && answer.status !== 500,
  };
}
