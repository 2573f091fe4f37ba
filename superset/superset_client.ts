/** Superset's REST API: its limits and the remedies of its errors. */
import type { HttpAddress } from "../lib/http/http_address.ts";
import { isBusy, type RestServer } from "../lib/http/rest_server.ts";

/** @param address its root, without user and password: Superset has a login of its own */
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
    // The query of a chart may take this long.
    limits: { attempt: 120_000, unreachable: 5000, busy: 30_000 },
    // A query that fails is answered with 500, and would fail again.
    isPassing: (answer) => isBusy(answer) && answer.status !== 500,
  };
}
