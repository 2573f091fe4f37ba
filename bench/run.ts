/**
 * Runs the benchmarks, each on its own: `deno task bench [part of a name]`.
 *
 * Those that need servers get them in a folder and on ports of their own, which are gone at the end.
 */
import { command, run } from "../lib/command_line/command.ts";
import { TindahanError } from "../orders/errors.ts";
import { forgetSettings, withOwnStack } from "../tests/own_stack.ts";

export const program = command("deno task bench", "Runs the benchmarks, each on its own.", [
  ["deno task bench", "all of them"],
  ["deno task bench hops", "those whose names hold 'hops'"],
]).argument("[part]", "of the names of the benchmarks' files", "").action(runBenchmarks);

/** Runs one file of benchmarks. @returns whether it went through */
async function bench(name: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const args = ["bench", "--allow-all", "--no-check", `${import.meta.dirname}/${name}`];
  const { success } = await new Deno.Command(Deno.execPath(), { args, env: { ...env } }).spawn().status;
  return success;
}

async function runBenchmarks(part: string): Promise<void> {
  const benchmarks = [...Deno.readDirSync(import.meta.dirname!)]
    .map(({ name }) => name)
    .filter((name) => name.endsWith("_bench.ts") && name.includes(part))
    .sort();
  if (benchmarks.length === 0) {
    throw new TindahanError(
      "BAD_CALL",
      `no benchmark has '${part}' in its name`,
      "choose a part of the names in bench",
    );
  }
  forgetSettings();
  let green = true;
  for (const name of benchmarks) {
    const done = name === "hops_bench.ts"
      ? await withOwnStack(
        {
          purpose: "bench",
          needs: new Set(["kafka", "registry"]),
          onProgress: (line) => console.error(line),
        },
        ({ environment }) => bench(name, environment),
      )
      : await bench(name, {});
    green &&= done;
  }
  if (!green) Deno.exit(1);
}

if (import.meta.main) Deno.exit(await run(program));
