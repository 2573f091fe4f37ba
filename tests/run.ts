/**
 * `deno task test`: those that need nothing, those that read the project's own files, and those on real servers.
 *
 * The servers are started once, in a data folder and on ports of their own, and are gone at the end.
 */
import { command, run } from "../lib/command_line/command.ts";
import { TindahanError } from "../orders/errors.ts";
import { SERVERS } from "../stack/servers.ts";
import { killTree } from "./integration/pipeline_process.ts";
import { forgetSettings, withOwnStack } from "./own_stack.ts";
import { testFiles } from "./steps.ts";

interface Counts {
  passed: number;
  failed: number;
  ignored: number;
}

/** What one file may take before it counts as hanging: a run without an end would say nothing. */
const MINUTES = 20;

const counts: Counts = { passed: 0, failed: 0, ignored: 0 };
let red = false;

/** Runs `deno test`, shows what it prints, and adds up its closing counts. */
async function denoTest(title: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  console.log(`\n== ${title}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", ...args],
    cwd: new URL("../", import.meta.url),
    env: { ...env, NO_COLOR: "1" },
    stdout: "piped",
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  const show = async () => {
    for await (const chunk of child.stdout) {
      await Deno.stdout.write(chunk);
      text += decoder.decode(chunk, { stream: true });
    }
    return await child.status;
  };
  // The child's end counts, not the end of its output: a process that hangs may hold that open.
  const late = Promise.withResolvers<{ success: boolean }>();
  const deadline = setTimeout(() => {
    killTree(child.pid);
    console.log(`\nFAILED: ${title} did not end within ${MINUTES} minutes`);
    late.resolve({ success: false });
  }, MINUTES * 60_000);
  Deno.unrefTimer(deadline);
  const { success } = await Promise.race([show(), late.promise]);
  clearTimeout(deadline);
  const closing = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/m.exec(text);
  counts.passed += Number(closing?.[1] ?? 0);
  counts.failed += Number(closing?.[2] ?? 0);
  counts.ignored += Number(closing?.[3] ?? 0);
  if (!success || closing === null) red = true;
}

export const program = command(
  "deno task test",
  "Runs every test but the dashboard's; those that need servers get some of their own.",
  [
    ["deno task test", "all of them, about twenty minutes"],
    [
      "deno task test pipeline",
      "unit tests, and the integration tests of the files whose names hold 'pipeline'",
    ],
  ],
)
  .argument("[part]", "of the names of the integration tests' files", "")
  .action(runTests);

async function runTests(part: string): Promise<void> {
  const integration = testFiles("integration", "_integration.ts").filter((file) => file.includes(part));
  if (integration.length === 0) {
    throw new TindahanError(
      "BAD_CALL",
      `no integration test has '${part}' in its name`,
      "choose a part of the names in tests/integration",
    );
  }
  const given = forgetSettings();
  await denoTest("unit and golden tests (no server, no permission)", []);
  const project = testFiles("project", "_check.ts");
  await denoTest("the project's own files", ["--allow-read", "--allow-run", ...project]);
  await withOwnStack(
    { purpose: "test", needs: new Set(SERVERS), onProgress: (line) => console.log(line) },
    async ({ environment }) => {
      for (const file of integration) {
        const onKsqldb = file.includes("ksqldb_");
        if (onKsqldb && given["KSQLDB_URL"] === undefined) {
          console.log(`\n== ${file}: not run, for it compares with the ksqlDB server that KSQLDB_URL names`);
          continue;
        }
        // A ksqlDB server works on a Kafka of its own, which the environment names.
        await denoTest(file, ["-A", file], onKsqldb ? given : { ...environment });
      }
    },
  );
  console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.ignored} skipped`);
  if (red || counts.failed > 0 || counts.passed === 0) Deno.exit(1);
}

if (import.meta.main) Deno.exit(await run(program));
