/** `analysis.duckdb`: a view for each table of an export. */
import { type Duck, quoted } from "./duckdb.ts";
import { EXPORT_TABLES } from "./export_tables.ts";
import { ORDERS } from "./order_tables.ts";
import { parquetFile } from "./parquet_files.ts";

export const ANALYSIS_FILE = "analysis.duckdb";

/** Variable that names the folder when the database is attached to another one: `SET VARIABLE tindahan_export = '…'`. */
const FOLDER_VARIABLE = "tindahan_export";

/**
 * The folder of the database that is open, with a slash at its end.
 *
 * DuckDB resolves a relative path from the working directory of its process, and a view cannot ask for the path of its
 * database. It can ask for the folder of spilled data, which DuckDB puts beside the database that it opens.
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
