/**
 * Tests the dashboard on a stack of its own: fills PostgreSQL by the real pipeline, serves the tabs, and looks at them.
 *
 * Needs Python 3.10 to 3.12 and Chromium. With `--pictures` it writes what it saw to docs/.
 */
import { fileURLToPath } from "node:url";
import { PROJECT_FOLDER } from "../../cli/settings.ts";
import { startStack } from "../../stack/stack.ts";
import { SERVERS } from "../../stack/servers.ts";
import { freePortBase } from "../integration/free_ports.ts";

const data = await Deno.makeTempDir({ prefix: "tindahan-dashboard-" });
// PostgreSQL runs as another account when root starts it.
await Deno.chmod(data, 0o755);
const env = { TINDAHAN_DATA: data, TINDAHAN_PORT: String(freePortBase()), NO_COLOR: "1" };

/** In this order: the last one lets the shop go on selling. */
const TESTS = ["dashboard_browser.ts", "filters_browser.ts", "plain_superset_import.ts", "live_browser.ts"]
  .map((file) => `tests/superset/${file}`);

/** Runs a task of the project as its user would. */
async function task(...args: string[]): Promise<boolean> {
  console.log(`\n== deno task ${args.join(" ")}`);
  return await deno("task", "--quiet", ...args);
}

async function deno(...args: string[]): Promise<boolean> {
  const cwd = fileURLToPath(PROJECT_FOLDER);
  const { success } = await new Deno.Command(Deno.execPath(), { args, env, cwd, stdin: "null" }).spawn()
    .status;
  return success;
}

const everything = new Map(Object.entries({ ...Deno.env.toObject(), ...env }));
const needs = new Set(SERVERS.filter((server) => server !== "connect"));
const stack = await startStack({ env: everything, needs, keep: false, onProgress: console.log });
let green = false;
try {
  green = await task("pipeline", "--no-live", "--sink", "direct", "--seed", "1", "--now", "2026-11-23") &&
    await task("superset") &&
    await task("superset", "check") &&
    await deno("test", "-A", "--no-check", ...TESTS, "--", ...Deno.args);
} finally {
  await task("superset", "down");
  await stack.stop();
  await Deno.remove(data, { recursive: true });
}
Deno.exit(green ? 0 : 1);
