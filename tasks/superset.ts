/** `deno task superset`: the dashboard over the pipeline's tables. */
import { command, run } from "../lib/command_line/command.ts";
import { importInto, writeBundle } from "./superset/elsewhere.ts";
import { check, down, status, up } from "./superset/server.ts";

const IMPORT_HELP = `
Environment:
  SUPERSET_ADMIN_PASSWORD   that user's password
  SUPERSET_TOKEN            a bearer token instead of name and password, as Preset gives out
  DATABASE_URL              the tables; else those of the local stack
  TINDAHAN_SCHEMA           their schema, else public
  SUPERSET_DATABASE_URL     the same database as that Superset reaches it, where that differs
  SUPERSET_READER_PASSWORD  of the role that reads the tables, the same on all machines; else drawn once`;

export const program = command(
  "deno task superset",
  "Serves the dashboard: six tabs over the tables in PostgreSQL.",
  [
    ["deno task superset", "start it, and PostgreSQL where none runs; print its address and the login"],
    ["deno task superset status", "show whether it runs, and where"],
    ["deno task superset check", "run the query of every chart; exit code 1 for an error or an empty chart"],
    ["deno task superset down", "stop it; PostgreSQL runs on until 'deno task stack down'"],
    ["deno task superset bundle dashboard.zip", "write the dashboard for the import into another Superset"],
    [
      "deno task superset import --url http://127.0.0.1:8088",
      "import it into a Superset that runs elsewhere",
    ],
    ["DATABASE_URL=postgres://… deno task superset", "serve the tables of another PostgreSQL"],
  ],
);
program.command("up", { isDefault: true }).description("start it and leave it running").action(up);
program.command("down").description("stop it").action(down);
program.command("status").description("show whether it runs, and where").action(status);
program.command("check").description("run the query of every chart")
  .option("--times", "list the slowest charts first")
  .action(check);
program.command("bundle").description("write the dashboard as a ZIP for a hosted Superset")
  .argument("[file]", "where to write it", "tindahan-dashboard.zip")
  .action(writeBundle);
program.command("import").description(
  "import the dashboard into a Superset that runs elsewhere, or update it there",
)
  // commander would ask for a required option before it looks at unknown ones, such as a mistyped --url.
  .option("--url <address>", "of that Superset; required")
  .option(
    "--username <name>",
    "of an administrator there, admin unless the address names one; the password is read from SUPERSET_ADMIN_PASSWORD",
  )
  .addHelpText("after", IMPORT_HELP)
  .action(importInto);

if (import.meta.main) Deno.exit(await run(program));
