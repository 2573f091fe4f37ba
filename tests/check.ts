/** `deno task check`: the fast gate, for every change. */
import { command, run } from "../lib/command_line/command.ts";
import { runSteps, STYLE_AND_TYPES, testFiles } from "./steps.ts";

export const program = command(
  "deno task check",
  "Checks format, lint and types, and runs the tests that need no server: unit, golden and project tests.",
  [["deno task check", "under a minute; exit code 1 at the first step that fails"]],
).action(() =>
  runSteps([
    ...STYLE_AND_TYPES,
    { title: "unit and golden tests", args: ["test", "--no-check"] },
    {
      title: "the project's own files",
      args: ["test", "--no-check", "--allow-read", "--allow-run", ...testFiles("project", "_check.ts")],
    },
  ])
);

if (import.meta.main) Deno.exit(await run(program));
