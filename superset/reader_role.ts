/** The role that Superset reads with: it can SELECT from the tables and views, and nothing else. */
import type { Client } from "pg";
import { type DatabaseAddress, urlOf } from "../lib/settings/database_address.ts";
import { TindahanError } from "../orders/errors.ts";

/** sinks/postgres/sql/007_dashboard_reader.sql names it too. */
export const READER = "tindahan_dashboard";

/** What Superset writes in place of a password: an import that meets it asks for the real one. */
export const MASKED = "XXXXXXXXXX";

/** A chart that takes longer has gone wrong. */
const STATEMENT_TIMEOUT = "60s";

/** Stands in the role's comment: roles belong to the whole server, and somebody else may have one of this name. */
const MARK = "Made by Tindahan.";

/** How earlier versions left the role, before there was a mark: nobody sets exactly this by chance. */
const EARLIER_SETTINGS = ["default_transaction_read_only=on", `statement_timeout=${STATEMENT_TIMEOUT}`];

/**
 * Creates the role, or gives the one that is there this password. What it may read is granted with the tables.
 *
 * @param client connection of the tables' owner, who must be allowed to create roles
 * @param password letters and digits
 * @throws BAD_CALL when somebody else's role has the name; it is left as it is
 */
export async function ensureReader(client: Client, password: string): Promise<void> {
  const { rows: [role] } = await client.query<RoleFound>(
    `SELECT
       shobj_description(oid, 'pg_authid') AS comment,
       rolconfig AS settings,
       rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS "isPowerful"
     FROM pg_roles
     WHERE rolname = $1`,
    [READER],
  );
  if (role !== undefined && !isOwnRole(role)) {
    throw new TindahanError(
      "BAD_CALL",
      `the PostgreSQL server has a role ${READER} that was not made by this project; nothing was changed`,
      "rename that role, or use another server in DATABASE_URL",
    );
  }
  await client.query(`
    ${role === undefined ? `CREATE ROLE ${READER};` : ""}
    COMMENT ON ROLE ${READER} IS 'Reads the tables for the dashboard. ${MARK}';
    ALTER ROLE ${READER} LOGIN PASSWORD ${client.escapeLiteral(password)};
    ALTER ROLE ${READER} SET default_transaction_read_only = on;
    ALTER ROLE ${READER} SET statement_timeout = '${STATEMENT_TIMEOUT}'`);
}

export interface RoleFound {
  readonly comment: string | null;
  readonly settings: readonly string[] | null;
  readonly isPowerful: boolean;
}

/** Whether a role of this name is the one that this project made. */
export function isOwnRole({ comment, settings, isPowerful }: RoleFound): boolean {
  if (isPowerful) return false;
  return comment?.endsWith(MARK) === true ||
    comment === null && String(settings) === String(EARLIER_SETTINGS);
}

/** The database's address for SQLAlchemy, as the reader. @param password what `ensureReader` set, or `MASKED` */
export function readerUri(database: DatabaseAddress, password: string): string {
  const uri = urlOf({ ...database, user: READER + projectIn(database), password });
  return database.host.startsWith("/")
    // psycopg2 takes a socket by the parameter alone.
    ? uri.replace(/@[^/]*/, "@").replace(/^postgres:(.*)$/, `postgresql+psycopg2:$1&port=${database.port}`)
    : uri.replace(/^postgres:/, "postgresql+psycopg2:");
}

/**
 * Demands that an address holds on other machines too.
 *
 * @throws BAD_CALL when it names a certificate or key of this one
 */
export function requirePortable({ tls }: DatabaseAddress): void {
  const files = [["sslrootcert", tls.sslrootcert], ["sslcert", tls.sslcert], ["sslkey", tls.sslkey]] as const;
  const [name, path] = files.find(([, path]) => path?.includes("/")) ?? [];
  if (name === undefined) return;
  throw new TindahanError(
    "BAD_CALL",
    `the address of PostgreSQL names ${name}=${path}, a file that another Superset does not have`,
    "set SUPERSET_DATABASE_URL to the address as that Superset reaches it, for instance with sslmode=require alone",
  );
}

/** Supabase's pooler knows the project by what follows the dot in a user's name. */
function projectIn({ host, user }: DatabaseAddress): string {
  const dot = user.indexOf(".");
  return host.endsWith(".pooler.supabase.com") && dot >= 0 ? user.slice(dot) : "";
}
