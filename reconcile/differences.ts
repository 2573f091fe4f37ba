/** Compares tables of the topics with the same tables from elsewhere, and records every difference. */
import { type Duck } from "../sinks/export/duckdb.ts";
import { EXPORT_TABLES, exportColumns, type ExportTable, KEYS } from "../sinks/export/export_tables.ts";
import { TOPICS } from "../sinks/export/topic_snapshot.ts";

/** Table of all differences found. */
export const DIFFERENCES = "differences";

/** How two sides can differ. */
export type DifferenceKind = "rows" | "missing" | "extra" | "duplicate" | "value" | "day" | "invariant";

/** Creates the empty table. Its column `other` names what the topics were compared with. */
export async function createDifferences(duck: Duck): Promise<void> {
  await duck.run(`
    CREATE TABLE ${DIFFERENCES} (
      other VARCHAR,
      kind VARCHAR,
      table_name VARCHAR,
      key VARCHAR,
      column_name VARCHAR,
      topic_value VARCHAR,
      other_value VARCHAR
    )`);
}

/** Compares all tables with those of another schema: row counts, keys in both directions, every value, sums per day. */
export async function compareTables(duck: Duck, other: string): Promise<void> {
  for (const table of EXPORT_TABLES) {
    await compareCounts(duck, other, table);
    await compareKeys(duck, other, table);
    await compareValues(duck, other, table);
  }
  for (const table of ["order_info", "failed_order_info"] as const) await compareDays(duck, other, table);
}

const insert = (other: string, kind: DifferenceKind, table: string, query: string) => `
  INSERT INTO ${DIFFERENCES}
  SELECT '${other}', '${kind}', '${table}', key::VARCHAR, column_name, topic_value::VARCHAR, other_value::VARCHAR
  FROM (${query})`;

async function compareCounts(duck: Duck, other: string, table: ExportTable): Promise<void> {
  await duck.run(insert(
    other,
    "rows",
    table,
    `
    SELECT '*' AS key, '*' AS column_name, ours.rows AS topic_value, theirs.rows AS other_value
    FROM (SELECT count(*) AS rows FROM ${TOPICS}.${table}) AS ours,
      (SELECT count(*) AS rows FROM ${other}.${table}) AS theirs
    WHERE ours.rows <> theirs.rows`,
  ));
}

async function compareKeys(duck: Duck, other: string, table: ExportTable): Promise<void> {
  const key = KEYS[table];
  await duck.run(insert(
    other,
    "missing",
    table,
    `
    SELECT ${key} AS key, '${key}' AS column_name, ${key} AS topic_value, NULL AS other_value
    FROM ${TOPICS}.${table} ANTI JOIN ${other}.${table} USING (${key})`,
  ));
  await duck.run(insert(
    other,
    "extra",
    table,
    `
    SELECT ${key} AS key, '${key}' AS column_name, NULL AS topic_value, ${key} AS other_value
    FROM ${other}.${table} ANTI JOIN ${TOPICS}.${table} USING (${key})`,
  ));
  await duck.run(insert(
    other,
    "duplicate",
    table,
    `
    SELECT key, '${key}' AS column_name, ours.times AS topic_value, theirs.times AS other_value
    FROM (SELECT ${key} AS key, count(*) AS times FROM ${TOPICS}.${table} GROUP BY ALL) AS ours
    JOIN (SELECT ${key} AS key, count(*) AS times FROM ${other}.${table} GROUP BY ALL) AS theirs USING (key)
    WHERE ours.times > 1 OR theirs.times > 1`,
  ));
}

/** Every column of the rows that both sides have. */
async function compareValues(duck: Duck, other: string, table: ExportTable): Promise<void> {
  const key = KEYS[table];
  const columns = exportColumns(table).map(([name]) => name).filter((name) => name !== key);
  const differ = (name: string) => `ours.${name} IS DISTINCT FROM theirs.${name}`;
  await duck.run(`
    CREATE OR REPLACE TEMP TABLE suspects AS
    SELECT ours.${key} AS key, ours, theirs
    FROM ${TOPICS}.${table} AS ours
    JOIN ${other}.${table} AS theirs USING (${key})
    WHERE ${columns.map(differ).join(" OR ")}`);
  const values = columns.map((name) => `
    SELECT key, '${name}' AS column_name, ours.${name}::VARCHAR AS topic_value, theirs.${name}::VARCHAR AS other_value
    FROM suspects
    WHERE ${differ(name)}`);
  await duck.run(insert(other, "value", table, values.join("\n    UNION ALL")));
}

/** Orders and revenue of each day. */
async function compareDays(duck: Duck, other: string, table: ExportTable): Promise<void> {
  const days = (schema: string) => `
    SELECT order_date::DATE AS key, count(*) AS orders, sum(order_total) AS order_total
    FROM ${schema}.${table}
    GROUP BY ALL`;
  const differing = ["orders", "order_total"].map((name) => `
    SELECT key, '${name}' AS column_name, ours.${name}::VARCHAR AS topic_value, theirs.${name}::VARCHAR AS other_value
    FROM (${days(TOPICS)}) AS ours
    FULL JOIN (${days(other)}) AS theirs USING (key)
    WHERE ours.${name} IS DISTINCT FROM theirs.${name}`);
  await duck.run(insert(other, "day", table, differing.join("\n    UNION ALL")));
}
