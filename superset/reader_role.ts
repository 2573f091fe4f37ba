/** The role that Superset reads with: it can SELECT from the tables and views, and nothing else. */
import type { Client } from "pg";
import type { DatabaseAddress } from "../lib/settings/database_address.ts";
import { TindahanError } from "../orders/errors.ts";

/** sinks/postgres/sql/007_dashboard_reader.sql names it too. */
export const READER = "tindahan_dashboard";

/** What Superset writes in place of a password: an import that meets it asks for the real one. */
export const MASKED = "XXXXXXXXXX";

/** A chart that takes longer has gone wrong. */
const STATEMENT_TIMEOUT = "60s";

/**
 * Creates the role, or gives the one that is there this password. What it may read is granted with the tables.
 *
 * @param client connection of the tables' owner, who must be allowed to create roles
 * @param password letters and digits
 */
export async function ensureReader(client: Client, password: string): Promise<void> {
  await client.query(`
    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${READER}') THEN
        CREATE ROLE ${READER};
      END IF;
    END
    $$;
    ALTER ROLE ${READER} LOGIN PASSWORD ${client.escapeLiteral(password)};
    ALTER ROLE ${READER} SET default_transaction_read_only = on;
    ALTER ROLE ${READER} SET statement_timeout = '${STATEMENT_TIMEOUT}'`);
}

/** The database's address for SQLAlchemy, as the reader. @param password what `ensureReader` set, or `MASKED` */
export function readerUri(database: DatabaseAddress, password: string): string {
  const url = new URL(database.url);
  url.username = READER + projectIn(url);
  url.password = password;
  url.searchParams.delete("uselibpqcompat");
  return url.href.replace(/^postgres(ql)?:/, "postgresql+psycopg2:");
}

/**
 * Demands that an address holds on other machines too.
 *
 * @throws BAD_CALL when it names a certificate or key of this one
 */
export function requirePortable(database: DatabaseAddress): void {
  const { searchParams } = new URL(database.url);
  const file = ["sslrootcert", "sslcert", "sslkey"].find((name) => searchParams.get(name)?.includes("/"));
  if (file === undefined) return;
  throw new TindahanError(
    "BAD_CALL",
    `the address of PostgreSQL names ${file}=${
      searchParams.get(file)
    }, a file that another Superset does not have`,
    "set SUPERSET_DATABASE_URL to the address as that Superset reaches it, for instance with sslmode=require alone",
  );
}

/** Supabase's pooler knows the project by what follows the dot in a user's name. */
function projectIn({ hostname, username }: URL): string {
  const dot = username.indexOf(".");
  return hostname.endsWith(".pooler.supabase.com") && dot >= 0 ? username.slice(dot) : "";
}
