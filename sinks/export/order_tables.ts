/** Staged orders as tables of a schema: the orders themselves, sorted, and the flat tables made of them. */
import { type Duck, quoted } from "./duckdb.ts";
import { EXPORT_TABLES, tableQuery } from "./export_tables.ts";

/** Name of the table of nested orders in each schema. */
export const ORDERS = "orders";

/**
 * Makes the tables. All are sorted by their keys, so that the files do not depend on the order in which partitions were
 * read.
 *
 * @param schema new
 * @param files pattern of the staged files
 * @param condition which of the orders to take
 */
export async function makeOrderTables(
  duck: Duck,
  schema: string,
  files: string,
  condition = "true",
): Promise<void> {
  await duck.run(`
    CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.${ORDERS} AS
    SELECT * FROM read_parquet(${quoted(files)})
    WHERE ${condition}
    ORDER BY order_id, shipping_info.order_status, shipping_info.finished_date;`);
  for (const table of EXPORT_TABLES) {
    await duck.run(`CREATE TABLE ${schema}.${table} AS ${tableQuery(table, `${schema}.${ORDERS}`)}`);
  }
}
