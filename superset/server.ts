/** Superset's preparation and its server process. */
import { createHash } from "node:crypto";
import { answers } from "../lib/http/health.ts";
import { requestUrl } from "../lib/http/http_address.ts";
import { bundle } from "./bundle.ts";
import { DASHBOARD_SLUG } from "./dashboard.ts";
import { ownFile, type Place } from "./place.ts";
import { type Program, runToEnd } from "./programs.ts";
import type { Secrets } from "./secrets.ts";
import config from "./superset_config.py" with { type: "text" };
import setUpScript from "./set_up.py" with { type: "text" };

/** One process; its threads wait for PostgreSQL most of the time. */
const THREADS = 8;
const QUERY_TIMEOUT_SECONDS = 120;

/** The dashboard's address. @param server its root */
export function dashboardUrl(server: { readonly url: string }): string {
  return requestUrl(server, `/superset/dashboard/${DASHBOARD_SLUG}/`);
}

/**
 * Brings Superset's metadata up to date: tables, roles, administrator, bundle. Does nothing when nothing has changed since
 * the last time.
 *
 * @param databaseUri as SQLAlchemy writes it
 * @param schema of the tables
 * @throws UNHEALTHY when Superset refuses
 */
export async function setUp(
  place: Place,
  secrets: Secrets,
  databaseUri: string,
  schema: string,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const files = bundle(databaseUri, schema, "assets");
  const stamp = createHash("sha256")
    .update(JSON.stringify([place.python, config, setUpScript, secrets, [...files]]))
    .digest("hex");
  const stampFile = `${place.home}/stamp`;
  if (await Deno.readTextFile(stampFile).catch(() => "") === stamp) return;
  onProgress("setting up Superset");
  const program: Program = {
    command: `${place.python}/bin/python`,
    args: [ownFile("set_up.py")],
    env: environment(place, secrets),
    input: JSON.stringify(Object.fromEntries(files)),
    signal,
  };
  await runToEnd(program, "set Superset up", `${place.home}/set-up.log`);
  await Deno.writeTextFile(stampFile, stamp);
}

/** The server's command line and environment. */
export function serverProgram(place: Place, secrets: Secrets) {
  return {
    command: `${place.python}/bin/python`,
    args: [
      "-m",
      "gunicorn",
      "--no-control-socket",
      "--workers=1",
      "--worker-class=gthread",
      `--threads=${THREADS}`,
      `--timeout=${QUERY_TIMEOUT_SECONDS}`,
      `--bind=127.0.0.1:${place.port}`,
      "superset.app:create_app()",
    ],
    env: environment(place, secrets),
    cwd: place.home,
    log: place.log,
  };
}

/** Whether the server answers. @param signal ends the wait for its answer */
export async function isHealthy({ url }: { readonly url: string }, signal?: AbortSignal): Promise<boolean> {
  return await answers(`${url}/health`, { isRight: ({ text }) => text === "OK", timeout: 5000, signal });
}

function environment(place: Place, { key, administrator, password }: Secrets): Record<string, string> {
  return {
    SUPERSET_CONFIG_PATH: ownFile("superset_config.py"),
    SUPERSET_HOME: place.home,
    SUPERSET_PORT: String(place.port),
    SUPERSET_SECRET_KEY: key,
    SUPERSET_ADMIN: administrator,
    SUPERSET_ADMIN_PASSWORD: password,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONWARNINGS: "ignore",
  };
}
