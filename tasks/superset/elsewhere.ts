/** The dashboard for a Superset that runs elsewhere: written as a ZIP, or put into it over its API. */
import { resolve } from "node:path";
import { interruptible } from "../../lib/command_line/interrupt.ts";
import { paint } from "../../lib/command_line/terminal.ts";
import { writing } from "../../lib/files/files.ts";
import type { HttpAddress } from "../../lib/http/http_address.ts";
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { databaseAddress, databaseAt, supersetDatabaseAddress } from "../../lib/settings/database_address.ts";
import { requireHttpAddress } from "../../lib/settings/http_addresses.ts";
import { schemaSetting } from "../../lib/settings/schema_setting.ts";
import type { Environment } from "../../lib/settings/settings.ts";
import { TindahanError } from "../../orders/errors.ts";
import { archive, bundle } from "../../superset/bundle.ts";
import { importDashboard } from "../../superset/import.ts";
import { placeOf } from "../../superset/place.ts";
import { MASKED, READER, readerUri, requirePortable } from "../../superset/reader_role.ts";
import { type Login, openRestApi } from "../../superset/rest_api.ts";
import { dashboardUrl } from "../../superset/server.ts";
import { shown } from "../../superset/server_process.ts";
import { prepareReader } from "./prepare_tables.ts";

/** Writes the dashboard as a ZIP, and makes the database that is named ready for its import. */
export async function writeBundle(file: string): Promise<void> {
  const env = withLocalServers(Deno.env);
  const there = supersetDatabaseAddress(env) ??
    databaseAt("postgres://tindahan@localhost:5432/tindahan", schemaSetting(env));
  requirePortable(there);
  const zip = archive(bundle(readerUri(there, MASKED), there.schema, "Dashboard"));
  // Before the database is changed: the file may have nowhere to go.
  await writing(resolve(file), () => Deno.writeFile(file, zip));
  const database = databaseAddress(env);
  if (database !== undefined) await prepareReader(database);
  tell(`wrote ${file}`);
  tell(
    database === undefined
      ? "no PostgreSQL is named: set DATABASE_URL, and tables and role are made ready for the import"
      : `the import asks for the password of ${READER}: it is ${whereReaderPassword()}`,
  );
}

export interface ImportOptions {
  readonly url?: string;
  readonly username?: string;
}

/**
 * Puts the dashboard into a Superset that runs elsewhere, or renews it there.
 *
 * @throws BAD_CALL without a Superset, a login or a database that it can reach
 */
export async function importInto({ url, username }: ImportOptions): Promise<void> {
  if (url === undefined) {
    throw new TindahanError("BAD_CALL", "no Superset is named", "name one with --url http://host:port");
  }
  using interrupt = interruptible();
  const address = requireHttpAddress(url, "--url");
  const login = loginOf(Deno.env, address, username);
  const env = withLocalServers(Deno.env);
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  const there = supersetDatabaseAddress(env) ?? database;
  requirePortable(there);
  const api = await openRestApi(address, login, interrupt.signal);
  const password = await prepareReader(database);
  const { charts, dropped } = await importDashboard(api, {
    uri: readerUri(there, MASKED),
    schema: there.schema,
    password,
  });
  tell(
    `imported ${charts} charts${dropped > 0 ? `, dropped ${dropped} that are no longer in the bundle` : ""}`,
  );
  console.log(`${paint.bold("dashboard")}  ${dashboardUrl(api)}`);
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
