/** `deno task reconcile`: checks that topics, PostgreSQL and the shop agree, without writing an export. */
import { resolve } from "node:path";
import { configOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { duration } from "../lib/command_line/values.ts";
import { writing } from "../sinks/export/writing.ts";
import type { Verdict } from "../reconcile/reconcile.ts";
import {
  DIFFERENCES_FILE,
  disagreement,
  verdictLines,
  writeDifferences,
} from "../reconcile/verdict_report.ts";
import { withEndedServers } from "../reconcile/servers.ts";
import { withProof } from "../reconcile/proof.ts";

interface Options {
  readonly out: string;
  readonly wait?: number;
  readonly allowTruncated?: boolean;
  readonly config?: string;
}

const TASK = "deno task reconcile";

export const program = command(TASK, "Checks that topics, PostgreSQL and the shop hold the same orders.", [
  [TASK, "exit code 0: no differences; 1: differences, written to export/; 2: usage error"],
  [`${TASK} --wait 0s`, "compare PostgreSQL as it is now, even if it is behind"],
  [`${TASK} --config client.properties`, "topics of Confluent Cloud, see docs/confluent-cloud.md"],
])
  .option("--out <folder>", `where ${DIFFERENCES_FILE} goes when there are any`, "export")
  .option("--wait <duration>", "how long to wait for PostgreSQL to catch up (default: 60s)", duration)
  .option("--allow-truncated", "accept topics that lost their oldest records to retention")
  .addOption(configOption())
  .action(reconcileOrders);

async function reconcileOrders(
  { out, wait = 60_000, allowTruncated = false, config }: Options,
): Promise<void> {
  await requireFolder(resolve(out));
  await withEndedServers(config, async (servers) => {
    const scratch = await Deno.makeTempDir({ prefix: "tindahan-reconcile-" });
    try {
      let verdict: Verdict | undefined;
      await withProof(servers, scratch, { task: "reconcile", allowTruncated, wait }, async (proof) => {
        verdict = proof.verdict;
        proof.progress.end();
        if (verdict.differences > 0) {
          await writeDifferences(proof.duck, scratch);
          await keepDifferences(scratch, resolve(out));
        }
        for (const line of await verdictLines(proof.duck, verdict)) console.log(line);
      });
      if (verdict !== undefined && verdict.differences > 0) {
        throw disagreement(verdict, `${out}/${DIFFERENCES_FILE}`);
      }
    } finally {
      await Deno.remove(scratch, { recursive: true });
    }
  });
}

/** Refuses a path at which there is a file. @throws CANNOT_WRITE */
async function requireFolder(path: string): Promise<void> {
  await writing(path, async () => {
    const found = await Deno.stat(path).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (found !== undefined && !found.isDirectory) throw new Deno.errors.NotADirectory(path);
  });
}

/** DuckDB may write in its own folder only, which is gone at the end. */
async function keepDifferences(scratch: string, folder: string): Promise<void> {
  await writing(folder, async () => {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.copyFile(`${scratch}/${DIFFERENCES_FILE}`, `${folder}/${DIFFERENCES_FILE}`);
  });
}

if (import.meta.main) Deno.exit(await run(program));
