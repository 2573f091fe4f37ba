/**
 * Runs every test: those that need nothing, those that read the project's own files, and those on real servers.
 *
 * The servers are started once, in a data folder and on ports of their own, and are gone at the end.
 */
import { SERVERS } from "../stack/servers.ts";
import { killTree } from "./integration/pipeline_process.ts";
import { forgetSettings, withOwnStack } from "./own_stack.ts";

interface Counts {
  passed: number;
  failed: number;
  ignored: number;
}

/** What one file may take before it counts as hanging: a run without an end would say nothing. */
const MINUTES = 20;

const counts: Counts = { passed: 0, failed: 0, ignored: 0 };
let red = false;

/** Paths of the test files of one folder. */
function filesIn(folder: string, ending: string): string[] {
  return [...Deno.readDirSync(new URL(`${folder}/`, import.meta.url))]
    .map(({ name }) => `tests/${folder}/${name}`)
    .filter((path) => path.endsWith(ending))
    .sort();
}

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
  // Not when its output is closed: who holds that may be what hangs.
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

const given = forgetSettings();
/** A part of the names of the integration tests to run: `deno task test pipeline`. */
const only = Deno.args[0] ?? "";
await denoTest("unit and golden tests (no server, no permission)", []);
await denoTest("the project's own files", ["--allow-read", "--allow-run", ...filesIn("project", ".ts")]);

await withOwnStack(
  { purpose: "test", needs: new Set(SERVERS), onProgress: (line) => console.log(line) },
  async ({ environment }) => {
    for (const file of filesIn("integration", "_integration.ts").filter((file) => file.includes(only))) {
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
Deno.exit(red || counts.failed > 0 || counts.passed === 0 ? 1 : 0);
