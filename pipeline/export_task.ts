/** `deno task export`: the ended orders as files for analysis, proved against PostgreSQL and the shop. */
import { Option } from "commander";
import { resolve } from "node:path";
import { command, duration, run } from "../cli/command.ts";
import { withKafka } from "../kafka/client.ts";
import { schemaRegistry } from "../kafka/registry.ts";
import { readWorld } from "../kafka/world_topic.ts";
import { writeAnalysisDatabase } from "../sinks/export/analysis_database.ts";
import { withDuck } from "../sinks/export/duckdb.ts";
import { exportLines, leftOutLines } from "../sinks/export/export_report.ts";
import { MANIFEST_FILE, summariseExport, writeManifest } from "../sinks/export/manifest.ts";
import { writeParquetFiles } from "../sinks/export/parquet_files.ts";
import { progressLine } from "../sinks/export/progress_line.ts";
import { replaceFolder } from "../sinks/export/replace_folder.ts";
import { loadTopics, TOPICS } from "../sinks/export/topic_snapshot.ts";
import { withEndedServers } from "./ended_servers.ts";

interface Options {
  readonly out: string;
  readonly format: "parquet" | "arrow";
  readonly wait: number;
  readonly allowTruncated: boolean;
}

const TASK = "deno task export";

const program = command(TASK, "Writes the finished and failed orders as files for analysis.", [
  [TASK, "Parquet files and a DuckDB database in export/"],
  [`${TASK} --out /data/shop --format arrow`, "Arrow IPC files, elsewhere"],
])
  .option("--out <folder>", "where the files go; a former export there is replaced", "export")
  .addOption(new Option("--format <kind>", "what to write").choices(["parquet", "arrow"]).default("parquet"))
  .option("--wait <duration>", "how long PostgreSQL may take to catch up", duration, 60_000)
  .option("--allow-truncated", "accept topics whose beginning was cut off by retention", false)
  .action(exportOrders);

async function exportOrders({ out, allowTruncated }: Options): Promise<void> {
  const start = performance.now();
  const folder = resolve(out);
  await withEndedServers(async ({ kafka: brokers, registry: registryServer, signal }) => {
    const progress = progressLine();
    const registry = schemaRegistry(registryServer);
    await replaceFolder(
      folder,
      MANIFEST_FILE,
      ({ result, scratch }) =>
        withKafka(brokers, "export", (kafka) =>
          withDuck(scratch, async (duck) => {
            const { world } = await readWorld(kafka);
            if (world === undefined) throw new Error("no world");
            progress.step("reading topics");
            const { ranges, leftOut } = await loadTopics(
              duck,
              scratch,
              { kafka, registry, signal, progress },
              allowTruncated,
            );
            progress.step("writing files");
            await writeParquetFiles(duck, TOPICS, result);
            await writeAnalysisDatabase(duck, result);
            const manifest = await summariseExport(duck, TOPICS, result, {
              world,
              ranges,
              leftOut: leftOut.length,
            });
            await writeManifest(result, manifest);
            progress.end();
            for (const line of leftOutLines(leftOut)) console.error(line);
            for (const line of exportLines(manifest, out, performance.now() - start)) console.log(line);
          })),
    );
  });
}

if (import.meta.main) Deno.exit(await run(program));
