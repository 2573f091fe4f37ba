/** `deno task superset`: the dashboard over the pipeline's tables. */
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { command, run } from "../lib/command_line/command.ts";
import { interruptible } from "../lib/command_line/interrupt.ts";
import {
  type DatabaseAddress,
  databaseAddress,
  supersetDatabaseAddress,
} from "../lib/settings/database_address.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { requireHttpAddress } from "../lib/settings/http_addresses.ts";
import type { HttpAddress } from "../lib/http/http_address.ts";
import { paint } from "../lib/command_line/terminal.ts";
import { TindahanError } from "../orders/errors.ts";
import { withDatabase } from "../sinks/postgres/database.ts";
import { fillSalesFacts } from "../sinks/postgres/sales_facts.ts";
import { createTables, rowCounts } from "../sinks/postgres/tables.ts";
import { runningManagedProcess } from "../lib/processes/managed_process.ts";
import { startStack } from "../stack/stack.ts";
import { archive, bundle } from "../superset/bundle.ts";
import { checkCharts } from "../superset/check.ts";
import { importDashboard } from "../superset/import.ts";
import { type Place, placeOf } from "../superset/place.ts";
import { ensurePython } from "../superset/python.ts";
import { ensureReader, MASKED, READER, readerUri, requirePortable } from "../superset/reader_role.ts";
import { type Login, openRestApi } from "../superset/rest_api.ts";
import { type Secrets, secretsOf } from "../superset/secrets.ts";
import { dashboardUrl, isHealthy, serverProgram, setUp } from "../superset/server.ts";
import { shown, startServer, stopServer, withDataFolder } from "../superset/server_process.ts";

const IMPORT_HELP = `
Environment:
  SUPERSET_ADMIN_PASSWORD   that user's password
  SUPERSET_TOKEN            a bearer token instead of name and password, as Preset gives out
  DATABASE_URL              the tables; else those of the local stack
  SUPERSET_DATABASE_URL     the same database as that Superset reaches it, where that differs
  SUPERSET_READER_PASSWORD  of the role that reads the tables, the same on all machines; else drawn once`;

export const program = command(
  "deno task superset",
  "Serves the dashboard: six tabs over the tables in PostgreSQL.",
  [
    ["deno task superset", "start it, and PostgreSQL where none runs; print its address and the login"],
    ["deno task superset status", "whether it runs, and where"],
    ["deno task superset check", "run the query of every chart; exit code 1 for an error or an empty chart"],
    ["deno task superset down", "stop it; PostgreSQL goes on until 'deno task stack down'"],
    ["deno task superset bundle dashboard.zip", "write the dashboard for the import into another Superset"],
    ["deno task superset import --url http://127.0.0.1:8088", "put it into a Superset that runs elsewhere"],
    ["DATABASE_URL=postgres://… deno task superset", "serve the tables of another PostgreSQL"],
  ],
);
program.command("up", { isDefault: true }).description("start it and leave it running").action(up);
program.command("down").description("stop it").action(down);
program.command("status").description("whether it runs, and where").action(status);
program.command("check").description("run the query of every chart")
  .option("--times", "the slowest first")
  .action(check);
program.command("bundle").description("write the dashboard as a ZIP for a hosted Superset")
  .argument("[file]", "where to write it", "tindahan-dashboard.zip")
  .action(writeBundle);
program.command("import").description(
  "put the dashboard into a Superset that runs elsewhere, or renew it there",
)
  .requiredOption("--url <address>", "of that Superset")
  .option(
    "--username <name>",
    "of an administrator there, admin unless the address names one; the password is read from SUPERSET_ADMIN_PASSWORD",
  )
  .addHelpText("after", IMPORT_HELP)
  .action(importInto);

async function up(): Promise<void> {
  using interrupt = interruptible();
  const { signal } = interrupt;
  const place = placeOf(Deno.env);
  await Deno.mkdir(place.home, { recursive: true, mode: 0o700 });
  const needs = new Set(["postgres"] as const);
  const stack = await startStack({ env: Deno.env, needs, keep: true, onProgress: tell, signal });
  const database = { url: stack.environment.DATABASE_URL ?? "" };
  const secrets = await secretsOf(Deno.env, place);
  await withDataFolder(Deno.env, async () => {
    await prepareTables(database, secrets);
    await ensurePython(place, `${place.home}/python.log`, tell, signal);
    await serve(place, secrets, readerUri(database, secrets.readerPassword), signal);
  });
  showLogin(place, secrets);
}

/** Starts the server on metadata that are up to date. One that runs is stopped first where they were not. */
async function serve(place: Place, secrets: Secrets, uri: string, signal: AbortSignal): Promise<void> {
  const runs = await runningManagedProcess(place.home) !== undefined && await isHealthy(place);
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
    await fillSalesFacts(client);
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
  const stopped = await withDataFolder(Deno.env, () => stopServer(placeOf(Deno.env)));
  tell(stopped ? "stopped Superset" : "nothing was running");
}

async function status(): Promise<void> {
  const place = placeOf(Deno.env);
  if (await runningManagedProcess(place.home) === undefined) return console.log("Superset is stopped");
  console.log(`Superset ${await isHealthy(place) ? "runs" : "does not answer"} at ${dashboardUrl(place)}`);
  console.log(`its log is ${shown(place.log)}`);
}

async function check({ times }: { times?: true }): Promise<void> {
  using interrupt = interruptible();
  const place = placeOf(Deno.env);
  const order = times ? "slowest first" : "as on the tabs";
  const secrets = await secretsOf(Deno.env, place);
  await checkCharts(place, secrets, order, (line) => console.log(line), interrupt.signal);
}

async function writeBundle(file: string): Promise<void> {
  const env = withLocalServers(Deno.env);
  const there = supersetDatabaseAddress(env) ?? { url: "postgres://localhost:5432/tindahan" };
  requirePortable(there);
  const database = databaseAddress(env);
  if (database !== undefined) await prepareReader(database);
  await Deno.writeFile(file, archive(bundle(readerUri(there, MASKED), "Dashboard")));
  tell(`wrote ${file}`);
  tell(
    database === undefined
      ? "no PostgreSQL is named: set DATABASE_URL, and tables and role are made ready for the import"
      : `the import asks for the password of ${READER}: it is ${whereReaderPassword()}`,
  );
}

async function importInto(options: { readonly url: string; readonly username?: string }): Promise<void> {
  using interrupt = interruptible();
  const address = requireHttpAddress(options.url, "--url");
  const env = withLocalServers(Deno.env);
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  const there = supersetDatabaseAddress(env) ?? database;
  requirePortable(there);
  const login = loginOf(Deno.env, address, options.username);
  const api = await openRestApi(address, login, interrupt.signal);
  const password = await prepareReader(database);
  const { charts, dropped } = await importDashboard(api, { uri: readerUri(there, MASKED), password });
  tell(
    `imported ${charts} charts${dropped > 0 ? `, dropped ${dropped} that are no longer in the bundle` : ""}`,
  );
  console.log(`${paint.bold("dashboard")}  ${dashboardUrl(api)}`);
}

/** Makes tables and role ready for a Superset elsewhere. @returns the role's password */
async function prepareReader(database: DatabaseAddress): Promise<string> {
  const place = placeOf(Deno.env);
  await Deno.mkdir(place.home, { recursive: true, mode: 0o700 });
  const secrets = await secretsOf(Deno.env, place);
  await prepareTables(database, secrets);
  return secrets.readerPassword;
}

function whereReaderPassword(): string {
  return Deno.env.get("SUPERSET_READER_PASSWORD")
    ? "that of SUPERSET_READER_PASSWORD"
    : `in ${shown(`${placeOf(Deno.env).home}/reader-password`)}`;
}

/** What the flag and the environment name counts more than what stands in the address. */
function loginOf(env: Environment, address: HttpAddress, named: string | undefined): Login {
  const token = env.get("SUPERSET_TOKEN");
  if (token) return { token };
  const username = named ?? address.username ?? "admin";
  const password = env.get("SUPERSET_ADMIN_PASSWORD") || (username === address.username && address.password);
  if (password) return { username, password };
  throw new TindahanError(
    "BAD_CALL",
    `no password is named for the user '${username}' of that Superset`,
    "set SUPERSET_ADMIN_PASSWORD, or SUPERSET_TOKEN to a bearer token",
  );
}

function tell(line: string): void {
  console.error(line);
}

if (import.meta.main) Deno.exit(await run(program));
