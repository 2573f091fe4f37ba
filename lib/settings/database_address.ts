/**
 * The PostgreSQL server that the environment names, by libpq's rules: DATABASE_URL first, then the PG… variables, then
 * defaults. What cannot be followed is refused by name: no other server is ever reached in place of the one that was meant.
 */
import { resolve } from "node:path";
import { parse } from "pg-connection-string";
import { TindahanError } from "../../orders/errors.ts";
import { type Given, PARAMETERS, SSL_MODES, type SslMode } from "./libpq_parameters.ts";
import { passwordIn, readPasswordFile } from "./password_file.ts";
import { schemaSetting } from "./schema_setting.ts";
import { type Environment, PROJECT_FOLDER, SETTINGS, value } from "./settings.ts";

/** Everything that any client of PostgreSQL needs to know, worked out once. */
export interface DatabaseAddress {
  /** The same in one text that every client of ours reads back; it holds the password. */
  readonly url: string;
  /** Name, IP address without brackets, or folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** Schema of all tables; see TINDAHAN_SCHEMA. */
  readonly schema: string;
  readonly tls: DatabaseTls;
  /** Command line options for the server, as in PGOPTIONS. */
  readonly options?: string;
  /** Why a password file was passed over. */
  readonly passwordNote?: string;
}

/** As libpq calls them. Paths are absolute. */
export interface DatabaseTls {
  readonly sslmode?: SslMode;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
}

/** The database that the environment names, or `undefined`. @throws BAD_CALL when it cannot be used as it is named */
export function databaseAddress(env: Environment): DatabaseAddress | undefined {
  const url = value(env, "DATABASE_URL");
  const variables = variablesIn(env);
  if (url !== undefined) return addressOf(env, { ...variables, ...urlParameters("DATABASE_URL", url) });
  if (variables.host === undefined && variables.hostaddr === undefined) return undefined;
  return addressOf(env, variables);
}

/** The address that a text holds, whatever the environment says. @throws BAD_CALL */
export function databaseAt(url: string, schema = "public"): DatabaseAddress {
  const env = { get: (name: string) => name === "TINDAHAN_SCHEMA" ? schema : undefined };
  return addressOf(env, urlParameters("DATABASE_URL", url));
}

/** The database as a Superset elsewhere reaches it, or `undefined`. @throws BAD_CALL when the address is none. */
export function supersetDatabaseAddress(env: Environment): DatabaseAddress | undefined {
  return otherView(env, "SUPERSET_DATABASE_URL") ?? databaseAddress(env);
}

/** The database as the Connect worker reaches it, where that is set. @throws BAD_CALL when the address is none */
export function connectDatabaseUrl(env: Environment): string | undefined {
  return otherView(env, "CONNECT_DATABASE_URL")?.url;
}

/** The same database as another machine reaches it: user, password and database are ours where it names none. */
function otherView(
  env: Environment,
  setting: "CONNECT_DATABASE_URL" | "SUPERSET_DATABASE_URL",
): DatabaseAddress | undefined {
  const url = value(env, setting);
  if (url === undefined) return undefined;
  const given = urlParameters(setting, url);
  const own = databaseAddress(env);
  const user = given.user ?? own?.user;
  const password = user === own?.user ? own?.password : undefined;
  return addressOf(env, {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(own === undefined ? {} : { dbname: own.database }),
    ...given,
  });
}

/** What the PG… variables say. @throws BAD_CALL for one that cannot be followed */
function variablesIn(env: Environment): Given {
  const given: Record<string, string> = {};
  for (const [name, { variable }] of Object.entries(PARAMETERS)) {
    if (variable === undefined || PARAMETERS[name]!.use === "ignore") continue;
    const text = env.get(variable);
    if (text === undefined || text === "") continue;
    requireFollowed(name, text, variable);
    given[name] = text;
  }
  return given;
}

/** What an address says. @throws BAD_CALL when it is none, or holds what cannot be followed */
function urlParameters(setting: string, url: string): Given {
  const [, authority, query = ""] = /^(postgres(?:ql)?:\/\/[^?]*)\??(.*)$/.exec(url) ?? [];
  // The text may hold a password, so no message repeats it.
  if (authority === undefined) throw noAddress(setting);
  const hosts = /^\w+:\/\/(?:[^/]*@)?([^/]*)/.exec(authority)![1]!;
  if (hosts.includes(",")) throw severalHosts(setting);
  const given: Record<string, string> = {};
  try {
    // A URL would end there; to libpq it is a character like any other.
    const { host, port, user, password } = parse(authority.replaceAll("#", "%23"));
    const dbname = decodeURIComponent(/^\w+:\/\/[^/]*\/?(.*)$/.exec(authority)![1]!);
    for (const [name, text] of Object.entries({ host, port, user, password, dbname })) {
      if (typeof text === "string" && text !== "") given[name] = text;
    }
    for (const [name, text] of queryOf(query)) if (text !== "") given[name] = text;
  } catch {
    throw noAddress(setting);
  }
  // Heroku's and Java's word.
  const { ssl, ...others } = given;
  if (ssl !== undefined) {
    if (!/^(true|false|0|1)$/.test(ssl)) throw refused(setting, `the parameter ssl=${ssl}`);
    others["sslmode"] ??= /^(true|1)$/.test(ssl) ? "require" : "disable";
  }
  for (const [name, text] of Object.entries(others)) requireFollowed(name, text, setting);
  return others;
}

/** Percent-encoded as a whole: to libpq a plus sign is a plus sign. */
function queryOf(query: string): [string, string][] {
  return query.split("&").filter((pair) => pair !== "").map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return [decodeURIComponent(name), decodeURIComponent(rest.join("="))];
  });
}

function requireFollowed(name: string, text: string, setting: string): void {
  const use = PARAMETERS[name]?.use;
  const place = setting.startsWith("PG") ? setting : `the parameter ${name}`;
  if (use === undefined) {
    if (/^(schema|currentSchema|search_path)$/.test(name)) {
      throw new TindahanError(
        "BAD_CALL",
        `${setting} names a schema by the parameter ${name}`,
        "take it out, and name the schema in TINDAHAN_SCHEMA",
      );
    }
    throw refused(setting, `the parameter ${name}, which PostgreSQL's clients do not know`);
  }
  if (use === "follow" || use === "ignore" || use.includes(text)) return;
  const shown = name === "sslpassword" ? place : `${place}=${text}`;
  throw refused(setting, `${shown}, which this project cannot follow`);
}

function refused(setting: string, what: string): TindahanError {
  return setting.startsWith("PG")
    ? new TindahanError(
      "BAD_CALL",
      `the environment sets ${what}`,
      `unset ${setting}, and name the server in DATABASE_URL=postgres://user:password@host:port/database`,
    )
    : new TindahanError("BAD_CALL", `${setting} holds ${what}`, `take it out of ${setting}`);
}

function noAddress(setting: string): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `${setting} is not an address of PostgreSQL`,
    "write it as postgres://user:password@host:port/database, with other characters than letters and digits percent-encoded",
  );
}

function severalHosts(setting: string): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `${setting} names several servers, of which this project cannot choose one`,
    "name the one that accepts writes",
  );
}

/** Works an address out of what was given, and of libpq's defaults. */
function addressOf(env: Environment, given: Given): DatabaseAddress {
  const host = hostOf(given);
  const port = portOf(given.port);
  const user = given.user ?? accountIn(env);
  if (user === undefined) {
    throw new TindahanError(
      "BAD_CALL",
      `no user is named for PostgreSQL at ${host}`,
      "name one in DATABASE_URL or PGUSER",
    );
  }
  const login = { host, port, user, database: given.dbname ?? user };
  const { password, passwordNote } = passwordOf(env, given, login);
  const parts = {
    ...login,
    ...(password === undefined ? {} : { password }),
    tls: tlsOf(given, host),
    ...(given.options === undefined ? {} : { options: given.options }),
  };
  return {
    url: urlOf(parts),
    schema: schemaSetting(env),
    ...parts,
    ...(passwordNote === undefined ? {} : { passwordNote }),
  };
}

/** @throws BAD_CALL for several hosts, and for a name and an IP address in one */
function hostOf({ host, hostaddr }: Given): string {
  if (`${host ?? ""}${hostaddr ?? ""}`.includes(",")) throw severalHosts("PGHOST or the parameter host");
  if (host !== undefined && hostaddr !== undefined && host !== hostaddr) {
    throw new TindahanError(
      "BAD_CALL",
      `PostgreSQL is named as the host ${host} and as the IP address ${hostaddr}`,
      "name one of the two: unset PGHOSTADDR, or take hostaddr out of the address",
    );
  }
  const name = host ?? hostaddr ?? "localhost";
  if (name.startsWith("@")) {
    throw new TindahanError(
      "BAD_CALL",
      `PostgreSQL is named by the abstract socket ${name}`,
      "name a host, or the folder of its socket",
    );
  }
  // PGHOST=[::1] is no address to libpq either, but everybody knows what is meant.
  return name.replace(/^\[(.+)\]$/, "$1");
}

function portOf(text: string = SETTINGS.PGPORT.default): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new TindahanError(
    "BAD_CALL",
    `the port of PostgreSQL is '${text}'`,
    "set it in DATABASE_URL or PGPORT to a number from 1 to 65535",
  );
}

/** The account of the operating system: libpq's default user. */
function accountIn(env: Environment): string | undefined {
  return ["USER", "LOGNAME", "USERNAME"].map((name) => env.get(name)).find((name) => name);
}

function passwordOf(
  env: Environment,
  given: Given,
  login: Parameters<typeof passwordIn>[1],
): Pick<DatabaseAddress, "password" | "passwordNote"> {
  if (given.password !== undefined) return { password: given.password };
  const home = env.get("HOME");
  const path = given.passfile ?? (home ? `${home}/.pgpass` : undefined);
  if (path === undefined) return {};
  const file = readPasswordFile(resolve(PROJECT_FOLDER, path));
  if ("passedOver" in file) return { passwordNote: file.passedOver };
  const password = passwordIn(file.text, login);
  return password === undefined ? { passwordNote: `${path} has no line for it` } : { password };
}

/** @throws BAD_CALL for a mode that libpq does not know, or one that lacks what it checks with */
function tlsOf({ sslmode, sslrootcert, sslcert, sslkey }: Given, host: string): DatabaseTls {
  if (sslmode !== undefined && !(SSL_MODES as readonly string[]).includes(sslmode)) {
    throw new TindahanError(
      "BAD_CALL",
      `sslmode of PostgreSQL is '${sslmode}'`,
      `set it to one of ${SSL_MODES.join(", ")}`,
    );
  }
  // The system's own authorities vouch for a great many servers: to know one of them is not enough.
  const mode = sslmode ?? (sslrootcert === "system" ? "verify-full" : undefined);
  if (sslrootcert === "system" && mode !== "verify-full") {
    throw new TindahanError(
      "BAD_CALL",
      `sslmode=${mode} is too weak for sslrootcert=system`,
      "use sslmode=verify-full",
    );
  }
  if (mode === "verify-ca" && sslrootcert === undefined) {
    throw new TindahanError(
      "BAD_CALL",
      "sslmode=verify-ca names no authority to check the server's certificate with",
      "name its file in sslrootcert or PGSSLROOTCERT, or use sslmode=verify-full",
    );
  }
  // libpq does not encrypt on a Unix socket, whatever the mode.
  if (host.startsWith("/")) return {};
  const files = Object.entries({ sslrootcert, sslcert, sslkey }).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, path === "system" ? path : resolve(PROJECT_FOLDER, path)]]
  );
  return { ...(mode === undefined ? {} : { sslmode: mode as SslMode }), ...Object.fromEntries(files) };
}

type AddressParts = Omit<DatabaseAddress, "url" | "schema" | "passwordNote">;

/** An address in one text. */
export function urlOf({ host, port, user, password, database, tls, options }: AddressParts): string {
  const login = encodeURIComponent(user) + (password === undefined ? "" : `:${encodeURIComponent(password)}`);
  const isSocket = host.startsWith("/");
  const server = isSocket ? "localhost" : host.includes(":") ? `[${host}]` : encodeURIComponent(host);
  const query = Object.entries({ ...(isSocket ? { host } : {}), ...tls, ...(options ? { options } : {}) })
    .map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
  return `postgres://${login}@${server}:${port}/${encodeURIComponent(database)}` +
    (query.length === 0 ? "" : `?${query.join("&")}`);
}

/** What may be shown of an address: where the server is. */
export function serverOf({ host, port }: DatabaseAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
