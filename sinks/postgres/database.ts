/** Connections to PostgreSQL: every one of the project's own sessions begins here. */
import pg from "pg";
import { parse } from "pg-connection-string";
import { type DatabaseAddress, urlOf } from "../../lib/settings/database_address.ts";
import type { SslMode } from "../../lib/settings/libpq_parameters.ts";
import { explainDatabaseError, isEncryptionMismatch } from "./database_errors.ts";
import { setUpSession } from "./session.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** A connection that ends with the scope that holds it, by `await using`. */
export type Connection = pg.Client & AsyncDisposable;

/**
 * Runs work with a connection.
 *
 * @param purpose name of the connection, as pg_stat_activity shows it
 * @throws UNREACHABLE, ACCESS_DENIED, CANNOT_WRITE or BAD_CALL in place of pg's own errors
 */
export async function withDatabase<Result>(
  address: DatabaseAddress,
  purpose: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  try {
    await using client = await connectDatabase(address, purpose);
    return await work(client);
  } catch (error) {
    throw explainDatabaseError(error, address);
  }
}

/** A connection of one's own, its session set up. @throws pg's errors as they are, see `explainDatabaseError` */
export async function connectDatabase(address: DatabaseAddress, purpose: string): Promise<Connection> {
  const client = await connected(address, purpose);
  // What ends the work may be the loss of the connection itself.
  const close = () => client.end().catch(() => {});
  try {
    await setUpSession(client, address.schema);
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(client, { [Symbol.asyncDispose]: close });
}

/** The modes to try, in order. libpq's `prefer` and `allow` go on with the other way where the first is turned away. */
const ATTEMPTS: Partial<Record<SslMode, readonly SslMode[]>> = {
  prefer: ["require", "disable"],
  allow: ["disable", "require"],
};

async function connected(address: DatabaseAddress, purpose: string): Promise<pg.Client> {
  const { sslmode = "disable" } = address.tls;
  const [first, second] = ATTEMPTS[sslmode] ?? [sslmode];
  try {
    return await connectBy(first!, address, purpose);
  } catch (error) {
    if (second === undefined || !isEncryptionMismatch(error)) throw error;
    return await connectBy(second, address, purpose);
  }
}

async function connectBy(sslmode: SslMode, address: DatabaseAddress, purpose: string): Promise<pg.Client> {
  const { host, port, user, password = "", database, options } = address;
  const client = new pg.Client({
    host,
    port,
    user,
    // A function, because pg would look for an empty password elsewhere.
    password: () => password,
    database,
    options: options ?? "",
    ssl: sslmode === "disable" ? false : tlsOptions(sslmode, address),
    application_name: `tindahan ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that is lost while nobody waits is met by the next query; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** The library reads the certificates and knows what each mode checks. @throws when a file cannot be read */
function tlsOptions(sslmode: SslMode, address: DatabaseAddress): pg.ClientConfig["ssl"] {
  const { sslrootcert, ...others } = address.tls;
  // What vouches for a server unless a file is named are the system's authorities already.
  const files = sslrootcert === undefined || sslrootcert === "system" ? others : address.tls;
  const { ssl } = parse(urlOf({ ...address, tls: { ...files, sslmode } }), { useLibpqCompat: true });
  return ssl as pg.ClientConfig["ssl"];
}
