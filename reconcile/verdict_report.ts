/** The report of a check: a line of agreement, or the first differences as a table. */
import { columns, count, paint } from "../lib/command_line/terminal.ts";
import { TindahanError } from "../orders/errors.ts";
import { type Duck, quoted } from "../sinks/export/duckdb.ts";
import { POSTGRES } from "./database_tables.ts";
import { DIFFERENCES } from "./differences.ts";
import type { Verdict } from "./reconcile.ts";

/** The file of all differences. */
export const DIFFERENCES_FILE = "differences.parquet";

const SHOWN = 20;
const WIDEST = 40;

/** The order in which differences are shown. */
const ORDER =
  `other, list_position(['rows', 'missing', 'extra', 'duplicate', 'value', 'day', 'invariant'], kind),
  table_name, try_cast(split_part(key, '-', 1) AS BIGINT), key, column_name`;

/** Writes all differences. @param folder absolute path, DuckDB may write there */
export async function writeDifferences(duck: Duck, folder: string): Promise<void> {
  await duck.run(`
    COPY (SELECT * FROM ${DIFFERENCES} ORDER BY ${ORDER})
    TO ${quoted(`${folder}/${DIFFERENCES_FILE}`)} (FORMAT parquet, COMPRESSION zstd)`);
}

/** The lines of a verdict, with a table of the first differences where there are any. */
export async function verdictLines(duck: Duck, verdict: Verdict): Promise<string[]> {
  const { orders, inFlight, differences } = verdict;
  const moving = inFlight === 0 ? "" : `; ${count(inFlight)} more are in flight`;
  if (differences === 0) {
    return [
      `${paint.green("agreement")}: ${
        paint.bold(count(orders))
      } orders are the same in topics, PostgreSQL and shop${moving}`,
    ];
  }
  const rows = await duck.rows(`SELECT * FROM ${DIFFERENCES} ORDER BY ${ORDER} LIMIT ${SHOWN}`);
  const shown = rows.map((row) => [
    sideOf(row["other"]),
    ...["kind", "table_name", "key", "column_name", "topic_value", "other_value"].map((name) =>
      cell(row[name])
    ),
  ]);
  return [
    ...columns([["against", "kind", "table", "key", "column", "topic value", "other value"], ...shown]),
    ...(differences > SHOWN ? [`and ${count(differences - SHOWN)} more`] : []),
  ];
}

/** The error with which a check that found differences ends. @param file where all of them are */
export function disagreement({ orders, differences }: Verdict, file: string): TindahanError {
  return new TindahanError(
    "CHECK_FAILED",
    `${count(differences)} differences in ${count(orders)} orders`,
    `read all of them in ${file}; if a sink is behind, give it more time with --wait`,
  );
}

function sideOf(other: unknown): string {
  return other === POSTGRES ? "PostgreSQL" : String(other);
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? "null" : String(value).replaceAll(/\s+/g, " ");
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
