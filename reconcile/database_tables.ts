/** Copies the tables of PostgreSQL into DuckDB, all from one snapshot. */
import type { Client } from "pg";
import { DatabaseError } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { TindahanError } from "../orders/errors.ts";
import { type Duck, quoted } from "../sinks/export/duckdb.ts";
import { EXPORT_TABLES, exportColumns, type ExportTable } from "../sinks/export/export_tables.ts";
import { writing } from "../sinks/export/writing.ts";

/** Schema of the tables. */
export const POSTGRES = "postgres";

/** A text with the same characters stays distinct, because COPY quotes it. */
const NULL = "\\N";

/**
 * Copies all tables, in place of an earlier copy.
 *
 * @param client its connection is ended when this fails
 * @param scratch folder for intermediate files, exists
 * @throws BAD_DATA when a table or column is missing, or holds what its column in the files cannot
 * @throws CANNOT_WRITE
 */
export async function loadDatabase(duck: Duck, client: Client, scratch: string): Promise<void> {
  await duck.run(`DROP SCHEMA IF EXISTS ${POSTGRES} CASCADE; CREATE SCHEMA ${POSTGRES};`);
  // One snapshot for all tables: the sink continues to write.
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    for (const table of EXPORT_TABLES) {
      const file = `${scratch}/${table}.csv`;
      await copyTable(client, table, file);
      await readTable(duck, table, file);
      await Deno.remove(file);
    }
  } catch (error) {
    // After a COPY that was not read to its end no other query is answered, so ROLLBACK would wait for ever.
    await client.end();
    throw error;
  }
  // Everything has been read. If the connection is lost, the next query reports it.
  await client.query("ROLLBACK").catch(() => {});
}

async function copyTable(client: Client, table: ExportTable, path: string): Promise<void> {
  const names = exportColumns(table).map(([name]) => name).join(", ");
  try {
    using file = await writing(path, () => Deno.open(path, { create: true, write: true, truncate: true }));
    // pg-copy-streams 7 reads nothing from a COPY on an idle connection, unless an ordinary query comes right before.
    await client.query("SELECT 1");
    const copy = client.query(copyTo(`COPY ${table} (${names}) TO STDOUT (FORMAT csv, NULL '${NULL}')`));
    // A COPY that was left halfway also gets the error of its connection, which would end the process without a listener.
    copy.on("error", () => {});
    await writing(path, async () => {
      for await (const chunk of copy) writeAll(file, chunk);
    });
  } catch (error) {
    throw explainMissing(error, table);
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

async function readTable(duck: Duck, table: ExportTable, file: string): Promise<void> {
  const columns = exportColumns(table).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  try {
    await duck.run(`
      CREATE TABLE ${POSTGRES}.${table} AS
      SELECT * FROM read_csv(
        ${quoted(file)},
        columns = {${columns.join(", ")}},
        auto_detect = false,
        header = false,
        nullstr = ${quoted(NULL)},
        allow_quoted_nulls = false,
        delim = ',',
        quote = '"',
        escape = '"',
        parallel = false
      )`);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("CSV Error")) throw error;
    const reason = error.message.split("\n").find((line) => /could not convert/i.test(line)) ??
      "a value of another type";
    throw new TindahanError(
      "BAD_DATA",
      `the table ${table} of PostgreSQL holds what the shop cannot have sold: ${reason.trim()}`,
      "correct the row, or start a new world with 'deno task pipeline --fresh'",
      { cause: error },
    );
  }
}

/** 42P01: no such table, 42703: no such column. */
function explainMissing(error: unknown, table: string): unknown {
  if (!(error instanceof DatabaseError) || (error.code !== "42P01" && error.code !== "42703")) return error;
  return new TindahanError(
    "BAD_DATA",
    `PostgreSQL does not have the table ${table} of a shop: ${error.message}`,
    "run 'deno task pipeline' first, or name the shop's database in DATABASE_URL",
    { cause: error },
  );
}
