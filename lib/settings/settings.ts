/**
 * Every setting that comes from the environment, in one table: name, default and meaning.
 *
 * A server that is named here is used as it is. What is not named is looked up in the address file that the local
 * stack writes while it runs.
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TindahanError } from "../../orders/errors.ts";

export const SETTINGS = {
  KAFKA_BROKERS: { meaning: "brokers to use instead of the local one: host:port, comma separated" },
  KAFKA_SASL_USERNAME: { meaning: "user name for SASL" },
  KAFKA_SASL_PASSWORD: { meaning: "password for SASL" },
  KAFKA_SASL_MECHANISM: { meaning: "plain, scram-sha-256 or scram-sha-512", default: "plain" },
  KAFKA_SSL: { meaning: "true: encrypt the connection to the brokers", default: "false" },
  KAFKA_SSL_CA: {
    meaning: "file of the certificates (PEM) that vouch for the brokers, where no public authority does",
  },
  SCHEMA_REGISTRY_URL: { meaning: "address of a registry that speaks Confluent's API" },
  SCHEMA_REGISTRY_USERNAME: { meaning: "user name for the registry" },
  SCHEMA_REGISTRY_PASSWORD: { meaning: "password for the registry" },
  SCHEMA_REGISTRY_SSL_CA: {
    meaning: "file of the certificates (PEM) that vouch for the registry, where no public authority does",
  },
  CONNECT_URL: { meaning: "REST address of a Kafka Connect worker with the Debezium JDBC sink" },
  CONNECT_USERNAME: { meaning: "user name for the Connect worker" },
  CONNECT_PASSWORD: { meaning: "password for the Connect worker" },
  CONNECT_DATABASE_URL: { meaning: "PostgreSQL as the Connect worker reaches it, where that differs" },
  CONNECT_SCHEMA_REGISTRY_URL: {
    meaning: "the registry as the Connect worker reaches it, where that differs",
  },
  KSQLDB_URL: { meaning: "REST address of a ksqlDB server" },
  KSQLDB_USERNAME: { meaning: "user name for ksqlDB" },
  KSQLDB_PASSWORD: { meaning: "password for ksqlDB" },
  DATABASE_URL: {
    meaning:
      "PostgreSQL to use: postgres://user:password@host:port/database, with libpq's parameters; not encrypted unless sslmode says so",
  },
  SUPERSET_DATABASE_URL: { meaning: "PostgreSQL as a Superset elsewhere reaches it, where that differs" },
  PGHOST: {
    meaning: "PostgreSQL host, or folder of its Unix socket, where DATABASE_URL is not set",
  },
  PGHOSTADDR: { meaning: "PostgreSQL IP address, in place of PGHOST" },
  PGPORT: { meaning: "PostgreSQL port, where the address names none", default: "5432" },
  PGUSER: {
    meaning: "PostgreSQL user, where the address names none: the account of this machine by default",
  },
  PGPASSWORD: { meaning: "PostgreSQL password, where the address holds none" },
  PGPASSFILE: { meaning: "file of PostgreSQL passwords: ~/.pgpass by default" },
  PGDATABASE: {
    meaning: "PostgreSQL database, where the address names none: named like the user by default",
  },
  PGSSLMODE: {
    meaning: "disable, allow, prefer, require, verify-ca or verify-full, where the address names none",
    default: "disable",
  },
  PGSSLROOTCERT: { meaning: "file of the authorities (PEM) that vouch for PostgreSQL, or system" },
  PGSSLCERT: { meaning: "file of our own certificate for PostgreSQL" },
  PGSSLKEY: { meaning: "file of that certificate's key" },
  PGOPTIONS: { meaning: "command line options for the PostgreSQL session, such as -c work_mem=64MB" },
  TINDAHAN_SCHEMA: {
    meaning: "PostgreSQL schema of all tables, made where it is missing",
    default: "public",
  },
  TINDAHAN_PORT: { meaning: "first of ten ports for the local servers", default: "29090" },
  TINDAHAN_DATA: { meaning: "folder for the local servers' data and logs", default: ".local/data" },
} as const satisfies Record<string, { meaning: string; default?: string }>;

export type SettingName = keyof typeof SETTINGS;
/** Anything that answers like `Deno.env`: the real one, or an object in a test. */
export type Environment = { get(name: string): string | undefined };

/** The project's own folder: an absolute path, no slash at the end. Tasks may be called from anywhere. */
export const PROJECT_FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * The folder of the local servers' data: an absolute path, no slash at the end.
 *
 * @throws BAD_CALL for a name with a backslash, a line break or another control character
 */
export function dataFolder(env: Environment): string {
  const folder = pathOf(env, "TINDAHAN_DATA")!;
  // The schema registry's database would take it for a slash, and write into another folder.
  if (folder.includes("\\")) {
    throw new TindahanError(
      "BAD_CALL",
      `the folder for the servers' data is '${folder}', with a backslash in it`,
      "name a folder without one with TINDAHAN_DATA",
    );
  }
  return folder;
}

/** The first of the ten local ports. @throws BAD_CALL unless it is a whole number from 1024 to 65526. */
export function portBase(env: Environment): number {
  const text = value(env, "TINDAHAN_PORT")!;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_526) {
    throw new TindahanError(
      "BAD_CALL",
      `TINDAHAN_PORT is '${text}'`,
      "set it to a whole number from 1024 to 65526, or leave it unset for 29090",
    );
  }
  return port;
}

/** A setting that is true or false. @throws BAD_CALL for anything else */
export function flag(env: Environment, name: SettingName): boolean {
  const text = value(env, name);
  if (text !== "true" && text !== "false") {
    throw new TindahanError("BAD_CALL", `${name} is '${text}'`, "set it to true or false");
  }
  return text === "true";
}

/**
 * The file that a setting names: absolute, because servers that get to know it run in other folders.
 *
 * @throws BAD_CALL for a name with line breaks or other control characters
 */
export function path(env: Environment, name: "KAFKA_SSL_CA" | "SCHEMA_REGISTRY_SSL_CA"): string | undefined {
  return pathOf(env, name);
}

/** Any character may stand in a path, spaces at its ends too, but no settings file and no log can hold a line break. */
function pathOf(env: Environment, name: SettingName): string | undefined {
  const isBlank = (env.get(name) ?? "").trim() === "";
  const text = isBlank ? value(env, name) : env.get(name);
  if (text === undefined) return undefined;
  if (/\p{Cc}/u.test(text)) {
    throw new TindahanError(
      "BAD_CALL",
      `${name} is ${JSON.stringify(text)}, with a control character in it`,
      "name a folder or file without line breaks, tabs and the like",
    );
  }
  return resolve(PROJECT_FOLDER, text);
}

/**
 * The value of a setting, or its default.
 *
 * Unset and empty are the same: an empty variable in a compose file or a CI job means "not given".
 */
export function value(env: Environment, name: SettingName): string | undefined {
  const text = env.get(name)?.trim();
  if (text !== undefined && text !== "") return text;
  const setting: { meaning: string; default?: string } = SETTINGS[name];
  return setting.default;
}
