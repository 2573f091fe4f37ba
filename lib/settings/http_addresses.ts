/** The servers with a REST API that the environment names: registry, Connect, ksqlDB. */
import { TindahanError } from "../../orders/errors.ts";
import { postgresUrl } from "./database_address.ts";
import { type Environment, path, value } from "./settings.ts";

export interface RegistryAddress {
  /** Base of Confluent's REST API, no slash at the end. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** File of the authorities (PEM) that vouch for it; the public ones where there is none. */
  readonly caFile?: string;
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
