/**
 * Tests the dashboard on a stack of its own: fills PostgreSQL by the real pipeline, serves the tabs, and looks at them.
 *
 * Needs Python 3.10 to 3.12 and Chromium. With `--pictures` it writes what it saw to docs/.
 */
import { command, run } from "../../lib/command_line/command.ts";
import { PROJECT_FOLDER } from "../../lib/settings/settings.ts";
import { SERVERS } from "../../stack/servers.ts";
import { forgetSettings, withOwnStack } from "../own_stack.ts";

/** In this order: the last one lets the shop go on selling. */
const TESTS = ["dashboard_browser.ts", "filters_browser.ts", "plain_superset_import.ts", "live_browser.ts"]
  .map((file) => `tests/superset/${file}`);

/** Runs a task of the project as its user would. */
async function task(...args: string[]): Promise<boolean> {
  console.log(`\n== deno task ${args.join(" ")}`);
  return await deno("task", "--quiet", ...args);
}

async function deno(...args: string[]): Promise<boolean> {
  const cwd = PROJECT_FOLDER;
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd, stdin: "null" }).spawn()
    .status;
  return success;
}

export const program = command(
  "deno task test:superset",
  "Tests the dashboard in a real Superset and browser, on servers of its own.",
  [
    ["deno task test:superset", "needs Python 3.10 to 3.12 and Chromium"],
    ["deno task test:superset --pictures", "writes what it saw to docs/, too"],
  ],
).option("--pictures", "write what the browser saw to docs/").action(testDashboard);

async function testDashboard({ pictures }: { readonly pictures?: true }): Promise<void> {
  forgetSettings();
  Deno.env.set("NO_COLOR", "1");
  const needs = new Set(SERVERS.filter((server) => server !== "connect"));
  const green = await withOwnStack(
    { purpose: "dashboard", needs, onProgress: console.log },
    async ({ place }) => {
      for (const [name, value] of Object.entries(place)) Deno.env.set(name, value);
      try {
        return await task(
          "pipeline",
          "--no-live",
          "--sink",
          "direct",
          "--seed",
          "1",
          "--now",
          "2026-11-23",
        ) &&
          await task("superset") &&
          await task("superset", "check") &&
          await deno("test", "-A", "--no-check", ...TESTS, "--", ...(pictures ? ["--pictures"] : []));
      } finally {
        await task("superset", "down");
      }
    },
  );
  if (!green) Deno.exit(1);
}

if (import.meta.main) Deno.exit(await run(program));
