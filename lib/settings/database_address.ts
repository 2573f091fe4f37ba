/** The PostgreSQL server that the environment names. */
import { TindahanError } from "../../orders/errors.ts";
import { type Environment, value } from "./settings.ts";

export interface DatabaseAddress {
  /** postgres://user:password@host:port/database */
  readonly url: string;
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

/** The address that a setting holds. @throws BAD_CALL when it is none of PostgreSQL */
export function postgresUrl(env: Environment, name: PostgresSetting): string | undefined {
  const url = value(env, name);
  if (url === undefined || /^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) return url;
  // The value itself may hold a password, so the message keeps it to itself.
  throw new TindahanError(
    "BAD_CALL",
    `${name} is not an address of PostgreSQL`,
    "write it as postgres://user:password@host:port/database",
  );
}
