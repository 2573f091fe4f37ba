/** `deno task ok`: everything that must be green before a release. */
import { command, run } from "../lib/command_line/command.ts";
import { runSteps, STYLE_AND_TYPES } from "./steps.ts";

export const program = command(
  "deno task ok",
  "Checks format, lint and types, and runs every test, the dashboard's too.",
  [["deno task ok", "about half an hour; needs Java, Maven, Python 3.10 to 3.12 and Chromium"]],
).action(() =>
  runSteps([
    ...STYLE_AND_TYPES,
    { title: "every test but the dashboard's", args: ["task", "--quiet", "test"], live: true },
    { title: "the dashboard's tests", args: ["task", "--quiet", "test:superset"], live: true },
  ])
);

if (import.meta.main) Deno.exit(await run(program));
