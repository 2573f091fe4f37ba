/** A second Superset, empty and with the settings that its makers ship, as a stand-in for a hosted one. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { spawnSupervised } from "../../lib/processes/supervisor.ts";
import { placeOf } from "../../superset/place.ts";
import { isHealthy } from "../../superset/server.ts";

const TIMEOUT_MS = 120_000;

export interface PlainSuperset {
  readonly url: string;
  /** Of the user admin. */
  readonly password: string;
  stop(): Promise<void>;
}

/**
 * Prepares it in a folder of its own and starts it.
 *
 * @param port free, on loopback
 */
export async function startPlainSuperset(port: number): Promise<PlainSuperset> {
  const home = await Deno.makeTempDir({ prefix: "tindahan-plain-superset-" });
  const log = `${home}/log`;
  const password = "only-for-tests";
  const shared = {
    command: `${placeOf(Deno.env).python}/bin/python`,
    cwd: home,
    log,
    env: {
      SUPERSET_HOME: home,
      SUPERSET_SECRET_KEY: crypto.randomUUID(),
      // The one setting that the dashboard asks for, see docs/dashboard.md.
      SUPERSET_FEATURE_ENABLE_TEMPLATE_PROCESSING: "true",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  };
  const script = fileURLToPath(new URL("plain_superset.py", import.meta.url));
  const { code } = await spawnSupervised({ ...shared, args: [script, password] }).status;
  assert.equal(code, 0, await Deno.readTextFile(log));

  const gunicorn = ["-m", "gunicorn", "--no-control-socket", "--worker-class=gthread", "--threads=4"];
  const address = [`--bind=127.0.0.1:${port}`, "superset.app:create_app()"];
  const server = spawnSupervised({ ...shared, args: [...gunicorn, ...address] });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await server.terminate();
    await Deno.remove(home, { recursive: true });
  };
  const deadline = performance.now() + TIMEOUT_MS;
  while (!await isHealthy({ url })) {
    if (performance.now() > deadline) {
      await server.terminate();
      assert.fail(`the plain Superset does not answer: ${await Deno.readTextFile(log)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, password, stop };
}
