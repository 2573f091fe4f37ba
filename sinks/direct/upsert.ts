/** Many rows of one table at once: copied to the side, then merged in one statement. */
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { Buffer } from "node:buffer";
import { finished } from "node:stream/promises";
import { columnsOf, type ColumnType, type LooseRow, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import { copyLine } from "./copy_text.ts";

/** Rows of one table by their keys: of several rows with one key, the last one stays. */
export type RowsByKey = Map<unknown, LooseRow>;

interface Statements {
  readonly columns: readonly (readonly [string, ColumnType])[];
  readonly copy: string;
  readonly merge: string;
}

const STATEMENTS = Object.fromEntries(
  ROW_TABLES.map((table) => [table, statementsFor(table)]),
) as Readonly<Record<RowTable, Statements>>;

/** Makes the side tables of a connection; each transaction leaves them empty. */
export async function createStaging(client: Client): Promise<void> {
  for (const table of ROW_TABLES) {
    const names = columnsOf(table).map(([name]) => name).join(", ");
    // Ours alone: somebody may have added columns, which may be required.
    await client.query(
      `CREATE TEMP TABLE IF NOT EXISTS ${staging(table)} (${names}) ON COMMIT DELETE ROWS
       AS SELECT ${names} FROM ${table} WITH NO DATA`,
    );
  }
}

/** Inserts rows or replaces those of the same key. Once per table and transaction, after `createStaging`. */
export async function upsert(client: Client, table: RowTable, rows: RowsByKey): Promise<void> {
  const { columns, copy, merge } = STATEMENTS[table];
  const lines: string[] = [];
  for (const row of rows.values()) lines.push(copyLine(row, columns));
  const stream = client.query(copyFrom(copy));
  stream.end(Buffer.from(lines.join("")));
  await finished(stream);
  await client.query(merge);
}

/** The statements of one table. A row that is there already, unchanged, is not written again: replays cost no disk. */
export function statementsFor(table: RowTable): Statements {
  const columns = columnsOf(table);
  const key = PRIMARY_KEYS[table];
  const names = columns.map(([name]) => name);
  const others = names.filter((name) => name !== key);
  const of = (owner: string) => `(${others.map((name) => `${owner}.${name}`).join(", ")})`;
  return {
    columns,
    copy: `COPY ${staging(table)} (${names.join(", ")}) FROM STDIN`,
    merge: `INSERT INTO ${table} (${names.join(", ")})
SELECT ${names.join(", ")} FROM ${staging(table)}
ON CONFLICT (${key}) DO UPDATE SET ${others.map((name) => `${name} = excluded.${name}`).join(", ")}
WHERE ${of(table)} IS DISTINCT FROM ${of("excluded")}`,
  };
}

/** Named by its schema, so that no table of somebody's is meant. */
function staging(table: RowTable): string {
  return `pg_temp.staging_${table}`;
}
