/** The schema of all tables, as TINDAHAN_SCHEMA names it. */
import { TindahanError } from "../../orders/errors.ts";
import { type Environment, value } from "./settings.ts";

/** PostgreSQL cuts longer names off without a word. */
const MOST_BYTES = 63;

/**
 * The name of the schema, as it is: upper case and spaces count.
 *
 * @throws BAD_CALL for a name that not every part can quote: PostgreSQL, Kafka Connect and Superset each have their own way
 */
export function schemaSetting(env: Environment): string {
  const schema = value(env, "TINDAHAN_SCHEMA")!;
  const problem = problemWith(schema);
  if (problem === undefined) return schema;
  throw new TindahanError(
    "BAD_CALL",
    `TINDAHAN_SCHEMA is '${schema}', ${problem}`,
    "set it to a name of letters, digits, spaces, '_' and '-', or leave it unset for public",
  );
}

function problemWith(schema: string): string | undefined {
  if (new TextEncoder().encode(schema).length > MOST_BYTES) return `longer than ${MOST_BYTES} bytes`;
  if (/^pg_/i.test(schema) || schema === "information_schema") {
    return "a name that PostgreSQL keeps for itself";
  }
  if (!/^[\p{L}_][\p{L}\p{M}\p{N}_ -]*$/u.test(schema)) return "a name that not every server can quote";
  return undefined;
}
