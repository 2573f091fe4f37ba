/** Connections to PostgreSQL, and what went wrong with one in words for a user. */
import pg from "pg";
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";

const CONNECT_TIMEOUT_MS = 10_000;

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
    const client = await connectDatabase(address, purpose);
    try {
      return await work(client);
    } finally {
      // What ends the work may be the loss of the connection itself.
      await client.end().catch(() => {});
    }
  } catch (error) {
    throw explainDatabaseError(error, address);
  }
}

/** A connection of one's own. @throws pg's errors as they are, see `explainDatabaseError` */
export async function connectDatabase(address: DatabaseAddress, purpose: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withLibpqTls(address.url),
    application_name: `tindahan ${purpose}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that is lost while nobody waits is met by the next query; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** pg reads `sslmode=require` more strictly than every other client of PostgreSQL unless it is told not to. */
function withLibpqTls(url: string): string {
  const parsed = new URL(url);
  if (parsed.searchParams.has("sslmode")) parsed.searchParams.set("uselibpqcompat", "true");
  return parsed.href;
}

/** Whether a new connection can mend the failure: the work did not do wrong, it was interrupted. */
export function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isInterruption);
  const code = codeOf(error);
  return LOST_CONNECTION.test(code) || TRY_AGAIN.test(code) || LOST_MESSAGE.test(error.message);
}

/** Whether a transaction lost a deadlock or a conflict with another one: it may begin again on the same connection. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && TRY_AGAIN.test(codeOf(error));
}

/** Node's codes, and SQLSTATE's classes of lost connections and of servers that start, stop or are full. */
const LOST_CONNECTION =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|57P0[123]|53300)$/;
/** A deadlock or a conflict between transactions: the loser is to begin again. */
const TRY_AGAIN = /^(40001|40P01)$/;
/** What pg says without a code. */
const LOST_MESSAGE = /connection (terminated|error|timeout)|timeout expired|client was closed|not queryable/i;

/** Turns what pg throws into an error for the user; everything else comes back as it is. */
export function explainDatabaseError(error: unknown, address: DatabaseAddress): unknown {
  if (!(error instanceof Error) || error instanceof TindahanError) return error;
  const [first] = error instanceof AggregateError ? error.errors : [];
  if (first instanceof Error) return explainDatabaseError(first, address);
  const { server, user, database } = namesIn(address);
  const code = codeOf(error);
  const because = error.message.replaceAll("\n", " ").replace(/\.$/, "");
  const explained = (kind: TindahanError["code"], problem: string, remedy: string) =>
    new TindahanError(kind, problem, remedy, { cause: error });
  if (code.startsWith("28") || because.startsWith("SASL")) {
    return explained(
      "ACCESS_DENIED",
      `PostgreSQL at ${server} refused the user '${user}' or its password`,
      "check the user and the password in DATABASE_URL, or PGUSER and PGPASSWORD",
    );
  }
  // A pooler knows many projects, and by the user's name which one is meant. Any letters may stand in that name.
  if (/tenant.*not found|no tenant identifier/i.test(because)) {
    return explained(
      "ACCESS_DENIED",
      `the pooler of PostgreSQL at ${server} knows no user '${user}': ${because}`,
      "copy DATABASE_URL from the project's Connect page: behind Supabase's pooler the user is postgres.<project>, and " +
        "the host is the one that serves it",
    );
  }
  if (/CERT|TLS|SSL/.test(code) || /certificate|SSL|TLS/i.test(because)) {
    return explained(
      "ACCESS_DENIED",
      `no encrypted connection to PostgreSQL at ${server}: ${because}`,
      "check sslmode and sslrootcert in DATABASE_URL",
    );
  }
  // A Unix socket that is not there is not opened but connected to.
  if (/^(ENOENT|EACCES)$/.test(code) && /\bopen '/.test(because)) {
    return explained(
      "BAD_CALL",
      `a certificate that DATABASE_URL names cannot be read: ${because}`,
      "check sslrootcert, sslcert and sslkey in DATABASE_URL",
    );
  }
  switch (code) {
    case "3D000":
      return explained(
        "BAD_CALL",
        `PostgreSQL at ${server} has no database '${database}'`,
        "create it, or name another one in DATABASE_URL or PGDATABASE",
      );
    case "42501":
      return explained(
        "ACCESS_DENIED",
        `PostgreSQL at ${server} does not let '${user}' do this: ${because}`,
        "grant the user the right it lacks, or name another one in DATABASE_URL",
      );
    case "53100":
    case "53200":
    case "25006":
      return explained(
        "CANNOT_WRITE",
        `PostgreSQL at ${server} cannot write: ${because}`,
        "make room on its disk, or name a server that accepts writes, then run the same command again",
      );
  }
  if (isInterruption(error)) {
    return explained(
      "UNREACHABLE",
      `PostgreSQL at ${server} does not answer: ${because}`,
      "check DATABASE_URL or PGHOST, or start the local servers with 'deno task stack up'",
    );
  }
  return error;
}

/** What may be shown of an address: everything but the password. */
export function namesIn({ url }: DatabaseAddress): { server: string; user: string; database: string } {
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  return {
    server: `${host}:${port || "5432"}`,
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
