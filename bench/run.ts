/**
 * Runs the benchmarks, each on its own: `deno task bench [part of a name]`.
 *
 * Those that need servers get them in a folder and on ports of their own, which are gone at the end.
 */
import { forgetSettings, withOwnStack } from "../tests/own_stack.ts";

forgetSettings();
const only = Deno.args[0] ?? "";
const benchmarks = [...Deno.readDirSync(import.meta.dirname!)]
  .map(({ name }) => name)
  .filter((name) => name.endsWith("_bench.ts") && name.includes(only))
  .sort();

/** Runs one file of benchmarks. @returns whether it went through */
async function bench(name: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const args = ["bench", "--allow-all", "--no-check", `${import.meta.dirname}/${name}`];
  const { success } = await new Deno.Command(Deno.execPath(), { args, env: { ...env } }).spawn().status;
  return success;
}

let green = benchmarks.length > 0;
for (const name of benchmarks) {
  const done = name === "hops_bench.ts"
    ? await withOwnStack(
      { purpose: "bench", needs: new Set(["kafka", "registry"]), onProgress: (line) => console.error(line) },
      ({ environment }) => bench(name, environment),
    )
    : await bench(name, {});
  green &&= done;
}
if (benchmarks.length === 0) console.error(`bench: no benchmark has '${only}' in its name`);
Deno.exit(green ? 0 : 1);
