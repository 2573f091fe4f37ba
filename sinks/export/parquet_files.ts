/** Writes the export's Parquet files: the nested orders by status and month, a folder for each flat table. */
import { type Duck, quoted } from "./duckdb.ts";
import { EXPORT_TABLES, type ExportTable } from "./export_tables.ts";
import { ORDERS } from "./order_tables.ts";
import { writing } from "./writing.ts";

/** DuckDB's default, set explicitly because the bytes of the files depend on it. */
const ROW_GROUP = 122_880;
const PARQUET = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}`;

/**
 * Nested rows that are buffered for all partitions together. DuckDB's default of 524,288 does not fit in memory beside
 * the tables of a million orders. Orders come by date, so a partition is complete after few such buffers.
 */
const WAITING_ROWS = 65_536;

/** Where a table's file lies in the export. */
export function parquetFile(table: ExportTable): string {
  return table === "sku_info" ? "sku_info.parquet" : `${table}/${table}.parquet`;
}

/** Writes all files. @param schema see `order_tables.ts` @param folder absolute path, exists */
export async function writeParquetFiles(duck: Duck, schema: string, folder: string): Promise<void> {
  // Several threads would each write their own files, with a random share of the rows.
  await duck.run(`SET partitioned_write_flush_threshold = ${WAITING_ROWS}`);
  await duck.onOneThread(`
    COPY (
      SELECT *, shipping_info.order_status AS status, strftime(order_date, '%Y-%m') AS month
      FROM ${schema}.${ORDERS}
    ) TO ${quoted(`${folder}/${ORDERS}`)} (${PARQUET}, PARTITION_BY (status, month))`);
  for (const table of EXPORT_TABLES) {
    const file = `${folder}/${parquetFile(table)}`;
    await writing(file, () => Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true }));
    await duck.run(`COPY ${schema}.${table} TO ${quoted(file)} (${PARQUET})`);
  }
}
