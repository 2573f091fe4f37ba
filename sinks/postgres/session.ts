/** What every session of ours relies on: set at its start, so that no default of a server, database, role or user counts. */
import type { Client } from "pg";

/** Settings that change what our SQL means, what COPY reads and writes, or when a server ends our work. */
const SETTINGS = {
  // Texts of dates, numbers and bytes, in both directions.
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  timezone: "UTC",
  extra_float_digits: "1",
  bytea_output: "hex",
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
  // Two members of a group that move one partition, and two callers that create the tables: each must see what the other
  // committed.
  default_transaction_isolation: "read committed",
  // A policy that hides rows must be an error: a proof over half of them would be none.
  row_security: "off",
  // A fill of a million orders, or a count, takes as long as it takes.
  statement_timeout: "0",
  lock_timeout: "0",
  transaction_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  idle_session_timeout: "0",
} as const;

/** Holds the schema's name, for SQL that needs it as a value: search_path says nothing of a schema that is not there yet. */
const SCHEMA_SETTING = "tindahan.schema";

/** SQL for the name of the schema of all tables. */
export const SCHEMA = `pg_catalog.current_setting('${SCHEMA_SETTING}')`;

/**
 * Sets up a session. Names without a schema mean this one from now on; temporary tables are named by `pg_temp`, so that
 * none can stand in for a table.
 *
 * By SET and not by startup options, because poolers refuse those or forget them; a pooler that hands each transaction to
 * another session forgets these too, and cannot be used.
 */
export async function setUpSession(client: Client, schema: string): Promise<void> {
  const settings = Object.entries(SETTINGS);
  // Older servers lack some.
  await client.query(
    `SELECT pg_catalog.set_config(known.name, wanted.setting, false)
     FROM unnest($1::text[], $2::text[]) AS wanted (name, setting)
     JOIN pg_catalog.pg_settings AS known ON pg_catalog.lower(known.name) = wanted.name
     UNION ALL
     SELECT pg_catalog.set_config(name, setting, false)
     FROM (VALUES ('search_path', $3), ('${SCHEMA_SETTING}', $4)) AS ours (name, setting)`,
    [settings.map(([name]) => name), settings.map(([, setting]) => setting), searchPath(schema), schema],
  );
}

/** As search_path takes it: the schema, then temporary tables, which would else come first. */
export function searchPath(schema: string): string {
  return `${quoted(schema)}, pg_temp`;
}

/** A name as SQL takes it, whatever its letters. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
