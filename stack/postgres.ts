/** PostgreSQL of the local stack: made once, started, and asked whether it serves. */
import { Client, DatabaseError } from "pg";
import { databaseAt } from "../lib/settings/database_address.ts";
import { TindahanError } from "../orders/errors.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { freshLog, isFile, readIfPresent, removeIfPresent, writeWhole, writing } from "../lib/files/files.ts";
import { spawnSupervised } from "../lib/processes/supervisor.ts";
import { findPostgresHome, type PostgresHome } from "./postgres_home.ts";
import { type ServerProcess, startServer, unhealthy } from "./server_process.ts";
import { DATABASE } from "./servers.ts";
import settings from "./postgresql.conf" with { type: "text" };

/** The database owner's password, made at random the first time. @throws CANNOT_WRITE */
export async function databasePassword(data: DataFolder): Promise<string> {
  const file = `${data.path}/postgres-password`;
  const known = await readIfPresent(file);
  if (known !== undefined) return known.trim();
  // Hexadecimal: it needs no escaping in an address.
  const password = crypto.getRandomValues(new Uint8Array(16)).toHex();
  await writeWhole(file, `${password}\n`, 0o600);
  return password;
}

/** Starts PostgreSQL; it serves once `postgresAnswers` says so. @throws MISSING_PROGRAM, UNHEALTHY, CANNOT_WRITE */
export async function startPostgres(
  data: DataFolder,
  port: number,
  password: string,
  onProgress: (line: string) => void,
): Promise<ServerProcess> {
  const home = await findPostgresHome(data, onProgress);
  const files = `${home.folder}/data`;
  await freshLog(home.log);
  await give(home, home.log, "");
  if (!await isFile(`${files}/PG_VERSION`)) await initialise(home, files, password);
  await give(home, `${files}/postgresql.conf`, settings);
  return startServer("postgres", {
    command: `${home.binaries}/bin/postgres`,
    args: ["-D", files, "-p", String(port)],
    ...runAs(home),
    // SIGTERM would wait until the last client has left.
    endSignal: "SIGINT",
    grace: 60,
  });
}

/** Makes the database cluster aside, so that a kill in between leaves none that is half made. */
async function initialise(home: PostgresHome, files: string, password: string): Promise<void> {
  const aside = `${files}.new`, passwordFile = `${home.folder}/password.new`;
  await removeIfPresent(aside);
  await removeIfPresent(files);
  await give(home, passwordFile, `${password}\n`, 0o600);
  const tool = spawnSupervised({
    command: `${home.binaries}/bin/initdb`,
    args: [
      `--pgdata=${aside}`,
      `--username=${DATABASE}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // PostgreSQL's own collation sorts alike on every machine.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    ...runAs(home),
  });
  const { code } = await tool.status;
  await removeIfPresent(passwordFile);
  if (code !== 0) throw await unhealthy("postgres", "could not make its database", home.log);
  await writing(home.folder, () => Deno.rename(aside, files));
}

/** The account, and a working folder that it can enter. */
function runAs({ folder, log, account }: PostgresHome) {
  // Its words are read by this project: in English, whatever the user speaks.
  return {
    log,
    cwd: folder,
    env: { LC_ALL: "C" },
    ...(account && { account: { uid: account.uid, gid: account.gid } }),
  };
}

/** Writes a file that belongs to whoever runs PostgreSQL. */
async function give({ account }: PostgresHome, path: string, text: string, mode = 0o600): Promise<void> {
  await writing(path, async () => {
    await Deno.writeTextFile(path, text, { mode });
    if (account) await Deno.chown(path, account.uid, account.gid);
  });
}

/**
 * Whether the local server answers a query on the project's database, which it creates where it is missing.
 *
 * @param address with the owner's password
 * @throws ACCESS_DENIED when the database has another password than the data folder
 */
export async function postgresAnswers(address: string): Promise<boolean> {
  try {
    await query(address, "SELECT 1");
    return true;
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined;
    if (code === "28P01") {
      throw new TindahanError(
        "ACCESS_DENIED",
        "PostgreSQL refused the password kept in the data folder",
        "run 'deno task stack wipe' to begin with an empty database",
        { cause: error },
      );
    }
    if (code !== "3D000") return false;
  }
  await query(address, `CREATE DATABASE ${DATABASE}`, "postgres");
  return true;
}

/** Says all of the address itself, so that no PG… variable, which may be meant for another server, has a say. */
async function query(address: string, statement: string, database?: string): Promise<void> {
  const { host, port, user, password = "", database: own } = databaseAt(address);
  const client = new Client({
    host,
    port,
    user,
    password: () => password,
    database: database ?? own,
    ssl: false,
    options: "-c application_name=tindahan",
    connectionTimeoutMillis: 2000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}
