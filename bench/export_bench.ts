/**
 * Orders into analysis files: Arrow batches, staged by parquet-wasm, sorted and written by DuckDB. The ceiling is DuckDB
 * reading the same orders from NDJSON, which leaves sorting, flattening and partitioning undone.
 *
 * Bound by DuckDB's side: sorting nested rows, and one thread that writes a file for each status and month. Making and
 * staging the batches takes about a fifth of the time. Reading and parsing the topics is not part of it.
 */
import { type Duck, quoted, withDuck } from "../sinks/export/duckdb.ts";
import { makeOrderTables } from "../sinks/export/order_tables.ts";
import { writeParquetFiles } from "../sinks/export/parquet_files.ts";
import { STAGED_FILES, stageOrders } from "../sinks/export/staged_orders.ts";
import { TOPICS } from "../sinks/export/topic_snapshot.ts";
import { sampleEndedOrder } from "../tests/ended_orders.ts";

const ORDERS = Array.from({ length: 30_000 }, (_, index) => sampleEndedOrder(index + 1));

async function inFolder(work: (duck: Duck, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-bench-" });
  try {
    await withDuck(folder, (duck) => work(duck, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function stage(folder: string): Promise<string> {
  const staged = stageOrders(folder);
  await staged.add(ORDERS);
  await staged.end();
  return `${folder}/${STAGED_FILES}`;
}

const group = "30,000 orders";

Deno.bench(
  "NDJSON read by DuckDB, written as one Parquet file",
  { group, baseline: true, n: 5 },
  async (bench) => {
    await inFolder(async (duck, folder) => {
      const lines = `${folder}/orders.ndjson`;
      bench.start();
      await Deno.writeTextFile(lines, ORDERS.map((order) => `${JSON.stringify(order)}\n`).join(""));
      await duck.run(`
      COPY (SELECT * FROM read_json(${quoted(lines)}, format = 'newline_delimited'))
      TO ${quoted(`${folder}/orders.parquet`)} (FORMAT parquet, COMPRESSION zstd)`);
      bench.end();
    });
  },
);

Deno.bench("Arrow batches staged as Parquet", { group, n: 5 }, async (bench) => {
  await inFolder(async (_duck, folder) => {
    bench.start();
    await stage(folder);
    bench.end();
  });
});

Deno.bench(
  "Arrow batches staged, sorted, flattened, partitioned: the whole export",
  { group, n: 5 },
  async (bench) => {
    await inFolder(async (duck, folder) => {
      await Deno.mkdir(`${folder}/out`);
      bench.start();
      await makeOrderTables(duck, TOPICS, await stage(folder));
      await writeParquetFiles(duck, TOPICS, `${folder}/out`);
      bench.end();
    });
  },
);
