/** DuckDB for export and reconciliation: in memory up to a limit, restricted to one folder. */
import { type DuckDBConnection, DuckDBInstance, type JS } from "@duckdb/node-api";
import { explainWriteError } from "./writing.ts";

/** Beyond it, sorts and joins spill to the folder, so that a million orders take no more memory than thirty thousand. */
const MEMORY_LIMIT = "512MB";
const THREADS = 2;

export interface Duck {
  /** Runs statements, separated by semicolons. */
  run(sql: string): Promise<void>;
  /** Runs statements on one thread, when the result would depend on how threads share the work. */
  onOneThread(sql: string): Promise<void>;
  /** The rows of a query as plain values: numbers, texts, null; 64-bit numbers are BigInts. */
  rows(sql: string): Promise<Record<string, JS>[]>;
}

/**
 * Runs work with a database that can read and write in one folder only: DuckDB does not observe Deno's permissions.
 *
 * @param folder absolute path, exists; what does not fit in memory goes to `spill` in it
 * @throws CANNOT_WRITE when the system refuses to write
 */
export async function withDuck<Result>(
  folder: string,
  work: (duck: Duck) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`
      SET threads = ${THREADS};
      SET memory_limit = '${MEMORY_LIMIT}';
      SET temp_directory = ${quoted(`${folder}/spill`)};
      SET allowed_directories = [${quoted(folder)}];
      SET enable_external_access = false;`);
    return await work(duckOf(connection, folder));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function duckOf(connection: DuckDBConnection, folder: string): Duck {
  const explained = async <Result>(job: () => Promise<Result>) => {
    try {
      return await job();
    } catch (error) {
      throw explainWriteError(error, folder);
    }
  };
  const run = (sql: string) =>
    explained(async () => {
      await connection.run(sql);
    });
  return {
    run,
    async onOneThread(sql) {
      await run("SET threads = 1");
      await run(sql);
      await run(`SET threads = ${THREADS}`);
    },
    rows: (sql) => explained(async () => (await connection.runAndReadAll(sql)).getRowObjectsJS()),
  };
}

/** A text as a literal of SQL. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
