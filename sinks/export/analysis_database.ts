/** `analysis.duckdb`: a view for each table of an export, for people who open DuckDB and ask. */
import { type Duck, quoted } from "./duckdb.ts";
import { EXPORT_TABLES } from "./export_tables.ts";
import { ORDERS } from "./order_tables.ts";
import { parquetFile } from "./parquet_files.ts";

export const ANALYSIS_FILE = "analysis.duckdb";

/** Names the folder for sessions that attach the database to another one: `SET VARIABLE tindahan_export = '…'`. */
const FOLDER_VARIABLE = "tindahan_export";

/**
 * The folder of the database that is open, with a slash at its end.
 *
 * DuckDB reads a relative path from the folder in which its process was started, and a view cannot ask where its
 * database lies. What it can ask is the folder for spilled data, which DuckDB puts beside the database that it opens.
 */
const FOLDER = `coalesce(
  getvariable('${FOLDER_VARIABLE}') || '/',
  regexp_replace(current_setting('temp_directory'), '[^/\\\\]*$', '')
)`;

/** Writes the database into the folder of the Parquet files. @param folder absolute path */
export async function writeAnalysisDatabase(duck: Duck, folder: string): Promise<void> {
  const views = EXPORT_TABLES.map((table) =>
    `CREATE VIEW analysis.${table} AS SELECT * FROM read_parquet(${FOLDER} || '${parquetFile(table)}');`
  );
  await duck.run(`
    ATTACH ${quoted(`${folder}/${ANALYSIS_FILE}`)} AS analysis;
    SET VARIABLE ${FOLDER_VARIABLE} = ${quoted(folder)};
    ${views.join("\n    ")}
    CREATE VIEW analysis.${ORDERS} AS SELECT * FROM read_parquet(
      ${FOLDER} || '${ORDERS}/*/*/*.parquet',
      hive_partitioning = true,
      hive_types = {'status': VARCHAR, 'month': VARCHAR}
    );
    DETACH analysis;`);
}
