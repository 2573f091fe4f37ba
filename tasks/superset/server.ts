/** The Superset of this machine: started, asked, checked and stopped. */
import { giveUpOnInterrupt, interruptible } from "../../lib/command_line/interrupt.ts";
import { paint } from "../../lib/command_line/terminal.ts";
import { runningManagedProcess } from "../../lib/processes/managed_process.ts";
import { required } from "../../lib/settings/addresses.ts";
import { type DatabaseAddress, databaseAddress } from "../../lib/settings/database_address.ts";
import type { Environment } from "../../lib/settings/settings.ts";
import { startStack } from "../../stack/stack.ts";
import { checkCharts } from "../../superset/check.ts";
import { type Place, placeOf } from "../../superset/place.ts";
import { ensurePython, requirePython } from "../../superset/python.ts";
import { readerUri } from "../../superset/reader_role.ts";
import { type Secrets, secretsOf } from "../../superset/secrets.ts";
import { dashboardUrl, isHealthy, serverProgram, setUp } from "../../superset/server.ts";
import { shown, startServer, stopServer, withDataFolder } from "../../superset/server_process.ts";
import { prepareTables } from "./prepare_tables.ts";

/** Starts PostgreSQL where none runs, and Superset over its tables; both are left running. */
export async function up(): Promise<void> {
  const place = placeOf(Deno.env);
  await requirePython(place);
  await giveUpOnInterrupt(
    (signal) => startAll(place, signal),
    "interrupted; PostgreSQL runs on where it was started, until 'deno task stack down'",
  );
  showLogin(place, await secretsOf(Deno.env, place));
}

async function startAll(place: Place, signal: AbortSignal): Promise<void> {
  await Deno.mkdir(place.home, { recursive: true, mode: 0o700 });
  const needs = new Set(["postgres"] as const);
  const stack = await startStack({ env: Deno.env, needs, keep: true, onProgress: tell, signal });
  const env: Environment = { get: (name) => stack.environment[name] ?? Deno.env.get(name) };
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  const secrets = await secretsOf(Deno.env, place);
  await withDataFolder(Deno.env, async () => {
    await prepareTables(database, secrets);
    await ensurePython(place, `${place.home}/python.log`, tell, signal);
    await serve(place, secrets, database, signal);
  });
}

/** Starts the server on metadata that are up to date. One that runs is stopped first where they were not. */
async function serve(
  place: Place,
  secrets: Secrets,
  database: DatabaseAddress,
  signal: AbortSignal,
): Promise<void> {
  const runs = await runningManagedProcess(place.home) !== undefined && await isHealthy(place);
  let changed = false;
  const onChange = (line: string) => {
    changed = true;
    tell(line);
  };
  const uri = readerUri(database, secrets.readerPassword);
  await setUp(place, secrets, uri, database.schema, onChange, signal);
  if (runs && !changed) return;
  await stopServer(place);
  tell("starting Superset");
  await startServer(place, serverProgram(place, secrets), signal);
}

function showLogin(place: Place, { administrator }: Secrets): void {
  console.log(`${paint.bold("dashboard")}  ${dashboardUrl(place)}`);
  console.log(`${paint.bold("user")}       ${administrator}`);
  const given = Deno.env.get("SUPERSET_ADMIN_PASSWORD");
  const password = given ? "as in SUPERSET_ADMIN_PASSWORD" : `in ${shown(`${place.home}/admin-password`)}`;
  console.log(`${paint.bold("password")}   ${password}`);
}

/** Stops Superset. */
export async function down(): Promise<void> {
  const stopped = await withDataFolder(Deno.env, () => stopServer(placeOf(Deno.env)));
  tell(stopped ? "stopped Superset" : "nothing was running");
}

/** Shows whether Superset runs, and where. */
export async function status(): Promise<void> {
  const place = placeOf(Deno.env);
  if (await runningManagedProcess(place.home) === undefined) return console.log("Superset is stopped");
  console.log(`Superset ${await isHealthy(place) ? "runs" : "does not answer"} at ${dashboardUrl(place)}`);
  console.log(`its log is ${shown(place.log)}`);
}

/** Runs the query of every chart. @throws CHECK_FAILED for an error or an empty chart */
export async function check({ times }: { readonly times?: true }): Promise<void> {
  using interrupt = interruptible();
  const place = placeOf(Deno.env);
  const order = times ? "slowest first" : "as on the tabs";
  const secrets = await secretsOf(Deno.env, place);
  await checkCharts(place, secrets, order, (line) => console.log(line), interrupt.signal);
}

function tell(line: string): void {
  console.error(line);
}
