/**
 * Runs every test: those that need nothing, those that read the project's own files, and those on real servers.
 *
 * The servers are started once, in a data folder and on ports of their own, and are gone at the end.
 */
import { startStack } from "../stack/stack.ts";
import { SERVERS } from "../stack/servers.ts";
import { freePortBase } from "./integration/free_ports.ts";

interface Counts {
  passed: number;
  failed: number;
  ignored: number;
}

const counts: Counts = { passed: 0, failed: 0, ignored: 0 };
let red = false;

/** Runs `deno test`, shows what it prints, and adds up its closing counts. */
async function denoTest(title: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  console.log(`\n== ${title}`);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-check", ...args],
    env: { ...env, NO_COLOR: "1" },
    stdout: "piped",
  }).spawn();
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await Deno.stdout.write(chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  const { success } = await child.status;
  const closing = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/m.exec(text);
  counts.passed += Number(closing?.[1] ?? 0);
  counts.failed += Number(closing?.[2] ?? 0);
  counts.ignored += Number(closing?.[3] ?? 0);
  if (!success || closing === null) red = true;
}

const only = Deno.args[0];
await denoTest("unit and golden tests (no server, no permission)", []);
await denoTest("the project's own files", ["--allow-read", "--allow-run", "tests/project/"]);

const data = await Deno.makeTempDir({ prefix: "tindahan-test-" });
// PostgreSQL runs as another account when root starts it.
await Deno.chmod(data, 0o755);
const port = freePortBase();
const env = new Map(Object.entries(Deno.env.toObject()));
env.set("TINDAHAN_DATA", `${data}/shared`);
env.set("TINDAHAN_PORT", String(port));
const stack = await startStack({
  env,
  needs: new Set(SERVERS),
  keep: false,
  onProgress: (line) => console.log(line),
});
try {
  const files = [...Deno.readDirSync(new URL("integration/", import.meta.url))]
    .map(({ name }) => name)
    .filter((name) => name.endsWith("_integration.ts") && (only === undefined || name.includes(only)))
    .sort();
  for (const file of files) {
    await denoTest(file, ["-A", `tests/integration/${file}`], { ...stack.environment });
  }
} finally {
  await stack.stop();
  await Deno.remove(data, { recursive: true });
}

console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.ignored} skipped`);
Deno.exit(red || counts.failed > 0 || counts.passed === 0 ? 1 : 0);
