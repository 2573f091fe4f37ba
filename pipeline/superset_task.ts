/** `deno task superset`: the dashboard over the pipeline's tables. */
import { command, run } from "../cli/command.ts";
import { interruptible } from "../cli/interrupt.ts";
import { type DatabaseAddress, supersetDatabaseAddress } from "../cli/settings.ts";
import { paint } from "../cli/terminal.ts";
import { withDatabase } from "../sinks/database.ts";
import { refreshSalesViews } from "../sinks/sales_views.ts";
import { createTables, rowCounts } from "../sinks/tables.ts";
import { startStack } from "../stack/stack.ts";
import { archive, bundle } from "../superset/bundle.ts";
import { checkCharts } from "../superset/check.ts";
import { type Place, placeOf } from "../superset/place.ts";
import { ensurePython } from "../superset/python.ts";
import { ensureReader, MASKED, readerUri } from "../superset/reader_role.ts";
import { type Secrets, secretsOf } from "../superset/secrets.ts";
import { dashboardUrl, isHealthy, serverProgram, setUp } from "../superset/server.ts";
import { alone, runningServer, shown, startServer, stopServer } from "./superset_server.ts";

const program = command(
  "deno task superset",
  "Serves the dashboard: six tabs over the tables in PostgreSQL.",
  [
    ["deno task superset", "start it, and PostgreSQL where none runs; print its address and the login"],
    ["deno task superset status", "whether it runs, and where"],
    ["deno task superset check", "run the query of every chart; exit code 1 for an error or an empty chart"],
    ["deno task superset down", "stop it; PostgreSQL goes on until 'deno task stack down'"],
    ["deno task superset bundle dashboard.zip", "write the dashboard for the import into another Superset"],
    ["DATABASE_URL=postgres://… deno task superset", "serve the tables of another PostgreSQL"],
  ],
);
program.command("up", { isDefault: true }).description("start it and leave it running").action(up);
program.command("down").description("stop it").action(down);
program.command("status").description("whether it runs, and where").action(status);
program.command("check").description("run the query of every chart").action(check);
program.command("bundle").description("write the dashboard as a ZIP for a hosted Superset")
  .argument("[file]", "where to write it", "tindahan-dashboard.zip")
  .action(writeBundle);

async function up(): Promise<void> {
  using interrupt = interruptible();
  const { signal } = interrupt;
  const place = placeOf(Deno.env);
  await Deno.mkdir(place.home, { recursive: true, mode: 0o700 });
  const needs = new Set(["postgres"] as const);
  const stack = await startStack({ env: Deno.env, needs, keep: true, onProgress: tell, signal });
  const database = { url: stack.environment.DATABASE_URL ?? "" };
  const secrets = await secretsOf(Deno.env, place);
  await alone(Deno.env, async () => {
    await prepareTables(database, secrets);
    await ensurePython(place, `${place.home}/python.log`, tell, signal);
    await serve(place, secrets, readerUri(database, secrets.readerPassword), signal);
  });
  showLogin(place, secrets);
}

/** Starts the server on metadata that are up to date. One that runs is stopped first where they were not. */
async function serve(place: Place, secrets: Secrets, uri: string, signal: AbortSignal): Promise<void> {
  const runs = await runningServer(place) !== undefined && await isHealthy(place);
  let changed = false;
  const onChange = (line: string) => {
    changed = true;
    tell(line);
  };
  await setUp(place, secrets, uri, onChange, signal);
  if (runs && !changed) return;
  await stopServer(place);
  tell("starting Superset");
  await startServer(place, serverProgram(place, secrets), signal);
}

async function prepareTables(database: DatabaseAddress, { readerPassword }: Secrets): Promise<void> {
  await withDatabase(database, "superset", async (client) => {
    await ensureReader(client, readerPassword);
    await createTables(client);
    await refreshSalesViews(client);
    const { order_info } = await rowCounts(client);
    if (order_info === 0) tell("the tables are empty: fill them with 'deno task pipeline --no-live'");
  });
}

function showLogin(place: Place, { administrator }: Secrets): void {
  console.log(`${paint.bold("dashboard")}  ${dashboardUrl(place)}`);
  console.log(`${paint.bold("user")}       ${administrator}`);
  const given = Deno.env.get("SUPERSET_ADMIN_PASSWORD");
  const password = given ? "as in SUPERSET_ADMIN_PASSWORD" : `in ${shown(`${place.home}/admin-password`)}`;
  console.log(`${paint.bold("password")}   ${password}`);
}

async function down(): Promise<void> {
  const stopped = await alone(Deno.env, () => stopServer(placeOf(Deno.env)));
  tell(stopped ? "stopped Superset" : "nothing was running");
}

async function status(): Promise<void> {
  const place = placeOf(Deno.env);
  if (await runningServer(place) === undefined) return console.log("Superset is stopped");
  console.log(`Superset ${await isHealthy(place) ? "runs" : "does not answer"} at ${dashboardUrl(place)}`);
  console.log(`its log is ${shown(place.log)}`);
}

async function check(): Promise<void> {
  const place = placeOf(Deno.env);
  await checkCharts(place, await secretsOf(Deno.env, place), (line) => console.log(line));
}

async function writeBundle(file: string): Promise<void> {
  const database = supersetDatabaseAddress(Deno.env) ?? { url: "postgres://localhost:5432/tindahan" };
  await Deno.writeFile(file, archive(bundle(readerUri(database, MASKED), "Dashboard")));
  tell(`wrote ${file}`);
}

function tell(line: string): void {
  console.error(line);
}

if (import.meta.main) Deno.exit(await run(program));
