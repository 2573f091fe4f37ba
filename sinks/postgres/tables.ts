/** The tables: created, dropped and counted. */
import type { Client } from "pg";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import { withAdvisoryLock } from "./advisory_lock.ts";
import { requireDroppable, requireOwnObjects } from "./ownership.ts";
import { quoted, SCHEMA } from "./session.ts";
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

/**
 * Creates what is missing of schema, tables, indexes, relations and catalogue. Safe to call again, and by several at once.
 *
 * @throws BAD_CALL when one of the names belongs to something that is not ours; nothing was changed
 */
export async function createTables(client: Client): Promise<void> {
  await withAdvisoryLock(client, async () => {
    await createSchema(client);
    await requireOwnObjects(client);
    for (const statements of SQL_FILES) await client.query(statements);
  });
}

/** Asked first: CREATE SCHEMA IF NOT EXISTS wants the right to create one even where there is one. */
async function createSchema(client: Client): Promise<void> {
  const { rows: [schema] } = await client.query<{ missing: boolean; name: string }>(
    `SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${SCHEMA}) AS missing, ${SCHEMA} AS name`,
  );
  if (schema!.missing) await client.query(`CREATE SCHEMA ${quoted(schema!.name)}`);
}

/** What is made of the tables for dashboards. */
export const FACTS = ["order_facts", "item_facts", "pair_facts"] as const;

/** How to drop each kind of object; indexes go with their tables. */
const DROPS = { m: "MATERIALIZED VIEW", v: "VIEW", r: "TABLE" } as const;

/**
 * Removes the tables and the view; no error where there are none. Nothing of others goes with them.
 *
 * In the order in which a dashboard's queries lock them: view, facts, tables, and the customers last. In another one,
 * drop and query would wait for each other.
 *
 * @throws BAD_CALL or ACCESS_DENIED when something that is not ours is in the way; nothing was changed
 */
export async function dropTables(client: Client): Promise<void> {
  await withAdvisoryLock(client, async () => {
    const found = await requireDroppable(client);
    const order: readonly string[] = [...FACTS, ...TABLES.toReversed(), "sink_offsets"];
    for (const [kind, what] of Object.entries(DROPS)) {
      const names = found.filter((object) => object.kind === kind).map(({ name }) => name)
        .sort((a, b) => order.indexOf(a) - order.indexOf(b));
      if (names.length > 0) await client.query(`DROP ${what} ${names.join(", ")}`);
    }
  });
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
