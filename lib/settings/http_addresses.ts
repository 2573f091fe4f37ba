/** The servers with a REST API that the environment names: registry, Connect, ksqlDB. */
import { TindahanError } from "../../orders/errors.ts";
import { type HttpAddress, parseHttpAddress } from "../http/http_address.ts";
import { connectDatabaseUrl } from "./database_address.ts";
import { type Environment, path, value } from "./settings.ts";
import { withoutPassword } from "./without_password.ts";

/** Base of Confluent's REST API. */
export type RegistryAddress = HttpAddress;
/** Base of Connect's REST API. */
export interface ConnectAddress extends HttpAddress {
  /** The database as the worker reaches it, where that differs. */
  readonly databaseUrl?: string;
  /** The registry as the worker reaches it, where that differs; with a user where it is another one. */
  readonly registry?: Omit<RegistryAddress, "caFile">;
}
/** Base of ksqlDB's REST API. */
export type KsqldbAddress = Omit<HttpAddress, "caFile">;

/** The registry that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function registryAddress(env: Environment): RegistryAddress | undefined {
  const address = httpAddress(env, "SCHEMA_REGISTRY");
  const caFile = path(env, "SCHEMA_REGISTRY_SSL_CA");
  return address === undefined || caFile === undefined ? address : { ...address, caFile };
}

/** The Connect worker that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function connectAddress(env: Environment): ConnectAddress | undefined {
  const address = httpAddress(env, "CONNECT");
  if (address === undefined) return undefined;
  const databaseUrl = connectDatabaseUrl(env);
  const registry = httpUrl(env, "CONNECT_SCHEMA_REGISTRY_URL");
  return {
    ...address,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(registry === undefined ? {} : { registry }),
  };
}

/** The ksqlDB server that the environment names, or `undefined`. @throws BAD_CALL when the address is none. */
export function ksqldbAddress(env: Environment): KsqldbAddress | undefined {
  return httpAddress(env, "KSQLDB");
}

/** A server with its user: that of the settings, else that of the address. */
function httpAddress(
  env: Environment,
  server: "SCHEMA_REGISTRY" | "CONNECT" | "KSQLDB",
): HttpAddress | undefined {
  const address = httpUrl(env, `${server}_URL`);
  if (address === undefined) return undefined;
  const { url, username, password } = address;
  const given = { username: value(env, `${server}_USERNAME`), password: value(env, `${server}_PASSWORD`) };
  if (given.username !== undefined) {
    return { url, username: given.username, password: given.password ?? "" };
  }
  return username === undefined ? { url } : { url, username, password: password || (given.password ?? "") };
}

type HttpSetting = "SCHEMA_REGISTRY_URL" | "CONNECT_URL" | "CONNECT_SCHEMA_REGISTRY_URL" | "KSQLDB_URL";

function httpUrl(env: Environment, name: HttpSetting): HttpAddress | undefined {
  const text = value(env, name);
  return text === undefined ? undefined : requireHttpAddress(text, name);
}

/**
 * Reads the address of a server.
 *
 * @param name of the setting or flag that holds it
 * @throws BAD_CALL, without the password, when it is none
 */
export function requireHttpAddress(text: string, name: string): HttpAddress {
  const address = parseHttpAddress(text);
  if (address !== undefined) return address;
  throw new TindahanError(
    "BAD_CALL",
    `${name} is '${withoutPassword(text)}'`,
    "write it as http://host:port or https://host:port" +
      (text.includes("@") ? ", and percent-encode /, ?, # and @ in the password" : ""),
  );
}
