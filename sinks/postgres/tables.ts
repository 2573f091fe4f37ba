/** The tables: created, dropped and counted. */
import type { Client, QueryResult } from "pg";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import { isConflict } from "./database.ts";
import tables from "./sql/001_tables.sql" with { type: "text" };
import indexes from "./sql/002_indexes.sql" with { type: "text" };
import relations from "./sql/003_relations.sql" with { type: "text" };
import skuInfo from "./sql/004_sku_info.sql" with { type: "text" };
import sinkOffsets from "./sql/005_sink_offsets.sql" with { type: "text" };
import sales from "./sql/006_sales.sql" with { type: "text" };
import dashboardReader from "./sql/007_dashboard_reader.sql" with { type: "text" };

/** The SQL files, in order. */
export const SQL_FILES: readonly string[] = [
  tables,
  indexes,
  relations,
  skuInfo,
  sinkOffsets,
  sales,
  dashboardReader,
];

/** Every table that people read. */
export const TABLES = [...ROW_TABLES, "sku_info"] as const;
export type Table = RowTable | "sku_info";

/** Any number; whoever changes the tables holds PostgreSQL's advisory lock of this number. */
const LOCK = 7_463_248;

/** Creates what is missing of tables, indexes, relations and catalogue. Safe to call again, and by several at once. */
export async function createTables(client: Client): Promise<void> {
  await withAdvisoryLock(client, SQL_FILES);
}

/** What is made of the tables for dashboards. */
export const FACTS = ["order_facts", "item_facts", "pair_facts"] as const;

/**
 * Removes the tables with all that hangs on them; no error where there are none.
 *
 * In the order in which a dashboard's queries lock them: view, facts, tables, and the customers last. In another one,
 * drop and query would wait for each other.
 */
export async function dropTables(client: Client): Promise<void> {
  await withAdvisoryLock(client, [
    "DROP VIEW IF EXISTS order_outcomes CASCADE",
    `DROP TABLE IF EXISTS ${[...FACTS, ...TABLES.toReversed(), "sink_offsets"].join(", ")} CASCADE`,
  ]);
}

/** Rows in each table. */
export async function rowCounts(client: Client): Promise<Record<Table, number>> {
  const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const { rows: [row] } = await client.query<Record<Table, string>>(`SELECT ${counts.join(", ")}`);
  if (row === undefined) throw new Error("no answer about the number of rows");
  return Object.fromEntries(TABLES.map((table) => [table, Number(row[table])])) as Record<Table, number>;
}

/** Customers of stored orders whose own row is not there (yet). */
export async function customersMissing(client: Client): Promise<number> {
  const { rows: [row] } = await client.query<{ missing: string }>(`
    SELECT count(DISTINCT o.customer_id) AS missing
    FROM (
      SELECT customer_id FROM order_info
      UNION ALL
      SELECT customer_id FROM failed_order_info
    ) AS o
    WHERE NOT EXISTS (SELECT FROM customer_info AS c WHERE c.customer_id = o.customer_id)`);
  return Number(row?.missing ?? 0);
}

/** So often is a transaction begun that others' locks keep from its end. Each time takes them a second to find out. */
const TRIES = 10;

/** Runs statements in one transaction, one caller after the other. @returns what each command of theirs said */
export async function withAdvisoryLock(
  client: Client,
  statements: readonly string[],
): Promise<QueryResult[]> {
  for (let tries = 1;; tries++) {
    try {
      return await transaction(client, statements);
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error;
    }
  }
}

async function transaction(client: Client, statements: readonly string[]): Promise<QueryResult[]> {
  const results: QueryResult[] = [];
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    for (const statement of statements) {
      // Of several commands in one text, pg gives a list, which its types do not know.
      const result: QueryResult | QueryResult[] = await client.query(statement);
      results.push(...[result].flat());
    }
    await client.query("COMMIT");
    return results;
  } catch (error) {
    // The first error counts, also where the connection is gone.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}
