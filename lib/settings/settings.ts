/**
 * Every setting that comes from the environment, in one table: name, default and meaning.
 *
 * A server that is named here is used as it is. What is not named is looked up in the address file that the local
 * stack writes while it runs.
 */
import { resolve } from "node:path";
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
  CONNECT_DATABASE_URL: { meaning: "PostgreSQL as the Connect worker reaches it, where that differs" },
  CONNECT_SCHEMA_REGISTRY_URL: {
    meaning: "the registry as the Connect worker reaches it, where that differs",
  },
  KSQLDB_URL: { meaning: "REST address of a ksqlDB server" },
  KSQLDB_USERNAME: { meaning: "user name for ksqlDB" },
  KSQLDB_PASSWORD: { meaning: "password for ksqlDB" },
  DATABASE_URL: { meaning: "PostgreSQL to use: postgres://user:password@host:port/database" },
  SUPERSET_DATABASE_URL: { meaning: "PostgreSQL as a Superset elsewhere reaches it, where that differs" },
  PGHOST: {
    meaning: "PostgreSQL host, where DATABASE_URL is not set (with PGPORT, PGUSER, PGPASSWORD, PGDATABASE)",
  },
  PGPORT: { meaning: "PostgreSQL port", default: "5432" },
  PGUSER: { meaning: "PostgreSQL user", default: "postgres" },
  PGPASSWORD: { meaning: "PostgreSQL password" },
  PGDATABASE: { meaning: "PostgreSQL database", default: "postgres" },
  TINDAHAN_PORT: { meaning: "first of ten ports for the local servers", default: "29090" },
  TINDAHAN_DATA: { meaning: "folder for the local servers' data and logs", default: ".local/data" },
} as const satisfies Record<string, { meaning: string; default?: string }>;

export type SettingName = keyof typeof SETTINGS;
/** Anything that answers like `Deno.env`: the real one, or an object in a test. */
export type Environment = { get(name: string): string | undefined };

export interface KafkaAddress {
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  /** File of the authorities (PEM) that vouch for the brokers; the public ones where there is none. */
  readonly caFile?: string;
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}
export interface RegistryAddress {
  /** Base of Confluent's REST API, no slash at the end. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** File of the authorities (PEM) that vouch for it; the public ones where there is none. */
  readonly caFile?: string;
}
export interface DatabaseAddress {
  /** postgres://user:password@host:port/database */
  readonly url: string;
}
export interface ConnectAddress {
  /** Base of Connect's REST API, no slash at the end. */
  readonly url: string;
  /** The database as the worker reaches it, where that differs. */
  readonly databaseUrl?: string;
  /** The registry as the worker reaches it, where that differs. */
  readonly registryUrl?: string;
}
export interface KsqldbAddress {
  /** Base of ksqlDB's REST API, no slash at the end. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Where the project's own folder is, with a slash at the end: tasks may be called from anywhere. */
export const PROJECT_FOLDER = new URL("../../", import.meta.url);

/** The folder of the local servers' data, as a file URL with a slash at the end. */
export function dataFolder(env: Environment): URL {
  const folder = value(env, "TINDAHAN_DATA")!;
  return new URL(folder.endsWith("/") ? folder : `${folder}/`, PROJECT_FOLDER);
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

/** The brokers that the environment names, or `undefined`. @throws BAD_CALL when a value cannot be used. */
export function kafkaAddress(env: Environment): KafkaAddress | undefined {
  const brokers = value(env, "KAFKA_BROKERS");
  if (brokers === undefined) return undefined;
  const list = brokersIn(brokers);
  for (const broker of list) {
    if (!isBroker(broker)) {
      throw new TindahanError(
        "BAD_CALL",
        `KAFKA_BROKERS holds '${broker}'`,
        "write each broker as host:port, without a protocol in front",
      );
    }
  }
  if (list.length === 0) {
    throw new TindahanError("BAD_CALL", `KAFKA_BROKERS is '${brokers}'`, "write host:port, or unset it");
  }
  const username = value(env, "KAFKA_SASL_USERNAME");
  const caFile = path(env, "KAFKA_SSL_CA");
  const encryption = { ssl: flag(env, "KAFKA_SSL"), ...(caFile === undefined ? {} : { caFile }) };
  if (username === undefined) return { brokers: list, ...encryption };
  const mechanism = value(env, "KAFKA_SASL_MECHANISM")!.toLowerCase();
  if (mechanism !== "plain" && mechanism !== "scram-sha-256" && mechanism !== "scram-sha-512") {
    throw new TindahanError(
      "BAD_CALL",
      `KAFKA_SASL_MECHANISM is '${mechanism}'`,
      "use plain, scram-sha-256 or scram-sha-512",
    );
  }
  return {
    brokers: list,
    ...encryption,
    sasl: { mechanism, username, password: value(env, "KAFKA_SASL_PASSWORD") ?? "" },
  };
}

/** The brokers of a list with commas. */
export function brokersIn(text: string): string[] {
  return text.split(",").map((broker) => broker.trim()).filter((broker) => broker !== "");
}

/** Whether a text is a host and a port. */
export function isBroker(text: string): boolean {
  return /^[^\s:]+:\d{1,5}$|^\[[^\s]+\]:\d{1,5}$/.test(text);
}

/** The registry that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function registryAddress(env: Environment): RegistryAddress | undefined {
  const url = httpUrl(env, "SCHEMA_REGISTRY_URL");
  if (url === undefined) return undefined;
  const caFile = path(env, "SCHEMA_REGISTRY_SSL_CA");
  const server = { url, ...(caFile === undefined ? {} : { caFile }) };
  const username = value(env, "SCHEMA_REGISTRY_USERNAME");
  if (username === undefined) return server;
  return { ...server, username, password: value(env, "SCHEMA_REGISTRY_PASSWORD") ?? "" };
}

/** The Connect worker that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function connectAddress(env: Environment): ConnectAddress | undefined {
  const url = httpUrl(env, "CONNECT_URL");
  if (url === undefined) return undefined;
  const databaseUrl = postgresUrl(env, "CONNECT_DATABASE_URL");
  const registryUrl = httpUrl(env, "CONNECT_SCHEMA_REGISTRY_URL");
  return {
    url,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(registryUrl === undefined ? {} : { registryUrl }),
  };
}

/** The ksqlDB server that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function ksqldbAddress(env: Environment): KsqldbAddress | undefined {
  const url = httpUrl(env, "KSQLDB_URL");
  if (url === undefined) return undefined;
  const username = value(env, "KSQLDB_USERNAME");
  if (username === undefined) return { url };
  return { url, username, password: value(env, "KSQLDB_PASSWORD") ?? "" };
}

/** The database that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function databaseAddress(env: Environment): DatabaseAddress | undefined {
  const url = postgresUrl(env, "DATABASE_URL");
  if (url !== undefined) return { url };
  const host = value(env, "PGHOST");
  if (host === undefined) return undefined;
  const built = new URL(`postgres://localhost/${encodeURIComponent(value(env, "PGDATABASE")!)}`);
  if (host.startsWith("/")) built.searchParams.set("host", host);
  else built.hostname = host;
  built.port = value(env, "PGPORT")!;
  built.username = encodeURIComponent(value(env, "PGUSER")!);
  built.password = encodeURIComponent(value(env, "PGPASSWORD") ?? "");
  return { url: built.href };
}

/** The database as a Superset elsewhere reaches it, or `undefined`. @throws BAD_CALL when the address is none. */
export function supersetDatabaseAddress(env: Environment): DatabaseAddress | undefined {
  const url = postgresUrl(env, "SUPERSET_DATABASE_URL");
  return url === undefined ? databaseAddress(env) : { url };
}

type PostgresSetting = "DATABASE_URL" | "CONNECT_DATABASE_URL" | "SUPERSET_DATABASE_URL";

function postgresUrl(env: Environment, name: PostgresSetting): string | undefined {
  const url = value(env, name);
  if (url === undefined || /^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) return url;
  // The value itself may hold a password, so the message keeps it to itself.
  throw new TindahanError(
    "BAD_CALL",
    `${name} is not an address of PostgreSQL`,
    "write it as postgres://user:password@host:port/database",
  );
}

type HttpSetting = "SCHEMA_REGISTRY_URL" | "CONNECT_URL" | "CONNECT_SCHEMA_REGISTRY_URL" | "KSQLDB_URL";

function httpUrl(env: Environment, name: HttpSetting): string | undefined {
  const text = value(env, name);
  if (text === undefined) return undefined;
  if (!isHttpUrl(text)) {
    throw new TindahanError(
      "BAD_CALL",
      `${name} is '${text}'`,
      "write it as http://host:port or https://host:port",
    );
  }
  return text.replace(/\/+$/, "");
}

/** Whether a text is an address of the web. */
export function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function flag(env: Environment, name: SettingName): boolean {
  const text = value(env, name);
  if (text !== "true" && text !== "false") {
    throw new TindahanError("BAD_CALL", `${name} is '${text}'`, "set it to true or false");
  }
  return text === "true";
}

/** Absolute, because servers that get to know it run in other folders. */
function path(env: Environment, name: "KAFKA_SSL_CA" | "SCHEMA_REGISTRY_SSL_CA"): string | undefined {
  const file = value(env, name);
  return file === undefined ? undefined : resolve(fileURLToPath(PROJECT_FOLDER), file);
}

/** Unset and empty are the same: an empty variable in a compose file or a CI job means "not given". */
function value(env: Environment, name: SettingName): string | undefined {
  const text = env.get(name)?.trim();
  if (text !== undefined && text !== "") return text;
  const setting: { meaning: string; default?: string } = SETTINGS[name];
  return setting.default;
}
