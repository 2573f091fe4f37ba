/** `deno task export`: the ended orders as files for analysis, proved against PostgreSQL and the shop. */
import { resolve } from "node:path";
import { configOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { choice, duration } from "../lib/command_line/values.ts";
import { writeAnalysisDatabase } from "../sinks/export/analysis_database.ts";
import { writeArrowFiles } from "../sinks/export/arrow_files.ts";
import { exportLines } from "../sinks/export/export_report.ts";
import { type Manifest, MANIFEST_FILE, summariseExport, writeManifest } from "../sinks/export/manifest.ts";
import { writeParquetFiles } from "../sinks/export/parquet_files.ts";
import { replaceFolder, requireReplaceable } from "../sinks/export/replace_folder.ts";
import { TOPICS } from "../sinks/export/topic_snapshot.ts";
import {
  DIFFERENCES_FILE,
  disagreement,
  verdictLines,
  writeDifferences,
} from "../reconcile/verdict_report.ts";
import type { Verdict } from "../reconcile/reconcile.ts";
import { withEndedServers } from "../reconcile/servers.ts";
import { type Proof, withProof } from "../reconcile/proof.ts";

interface Options {
  readonly out: string;
  readonly format: "parquet" | "arrow";
  readonly wait: number;
  readonly allowTruncated?: boolean;
  readonly config?: string;
}

const TASK = "deno task export";

export const program = command(
  TASK,
  "Writes finished and failed orders as files for analysis, and checks them against PostgreSQL and the shop.",
  [
    [TASK, "Parquet files and a DuckDB database in export/"],
    [`${TASK} --out /data/shop --format arrow`, "Arrow IPC files, elsewhere"],
    [`${TASK} --wait 5m`, "when the sink is far behind"],
    [`${TASK} --config client.properties`, "from Confluent Cloud, see docs/confluent-cloud.md"],
  ],
)
  .option("--out <folder>", "where the files go; an earlier export there is replaced", "export")
  .addOption(choice("--format <kind>", "format of the files", ["parquet", "arrow"]).default("parquet"))
  .option("--wait <duration>", "how long to wait for PostgreSQL to catch up (default: 60s)", duration)
  .option("--allow-truncated", "accept topics that lost their oldest records to retention")
  .addOption(configOption())
  .action(exportOrders);

/** What the export says once it is in place. */
interface Outcome {
  readonly manifest: Manifest;
  readonly verdict: Verdict;
  readonly lines: readonly string[];
}

async function exportOrders(
  { out, format, wait = 60_000, allowTruncated = false, config }: Options,
): Promise<void> {
  const folder = resolve(out), marks = [MANIFEST_FILE, DIFFERENCES_FILE];
  await requireReplaceable(folder, marks);
  await withEndedServers(config, async (servers) => {
    const start = performance.now();
    const { manifest, verdict, lines } = await replaceFolder(
      folder,
      marks,
      async ({ result, scratch }) => {
        let outcome: Outcome | undefined;
        await withProof(servers, scratch, { task: "export", allowTruncated, wait }, async (proof) => {
          outcome = await writeFiles(proof, result, format);
        });
        if (outcome === undefined) throw new Error("the export ended without an outcome");
        return outcome;
      },
    );
    for (const line of exportLines(manifest, out, performance.now() - start)) console.log(line);
    console.log("");
    for (const line of lines) console.log(line);
    if (verdict.differences > 0) throw disagreement(verdict, `${out}/${DIFFERENCES_FILE}`);
  });
}

async function writeFiles(
  { duck, checkpoint: { world }, snapshot: { ranges, leftOut }, verdict, progress }: Proof,
  folder: string,
  format: Options["format"],
): Promise<Outcome> {
  progress.step("writing files");
  await writeParquetFiles(duck, TOPICS, folder);
  if (format === "arrow") await writeArrowFiles(folder);
  else await writeAnalysisDatabase(duck, folder);
  if (verdict.differences > 0) await writeDifferences(duck, folder);
  const manifest = await summariseExport(duck, TOPICS, folder, { world, ranges, leftOut: leftOut.length });
  await writeManifest(folder, manifest);
  return { manifest, verdict, lines: await verdictLines(duck, verdict) };
}

if (import.meta.main) Deno.exit(await run(program));
