/** Runs the parts of a gate one after the other, each a command of deno's. */
import { elapsed, paint } from "../lib/command_line/terminal.ts";
import { PROJECT_FOLDER } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";

export interface Step {
  readonly title: string;
  /** What deno gets. */
  readonly args: readonly string[];
  /** Whether it prints while it runs; else what it printed is shown when it fails. */
  readonly live?: true;
}

export const STYLE_AND_TYPES: readonly Step[] = [
  { title: "format", args: ["fmt", "--check"] },
  { title: "lint", args: ["lint"] },
  { title: "types", args: ["check", "."] },
];

/** Runs steps until one fails; the time of each is shown. @throws CHECK_FAILED naming the step */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const { title, args, live } of steps) {
    const start = performance.now();
    const output = live ? "inherit" : "piped";
    const command = {
      args: [...args],
      cwd: PROJECT_FOLDER,
      stdin: "null",
      stdout: output,
      stderr: output,
    } satisfies Deno.CommandOptions;
    const child = new Deno.Command(Deno.execPath(), command).spawn();
    const ended = live ? undefined : await child.output();
    const { success } = ended ?? await child.status;
    if (!success) {
      if (ended !== undefined) await show(ended);
      throw new TindahanError("CHECK_FAILED", `${title} failed`, `mend what 'deno ${args.join(" ")}' shows`);
    }
    console.log(`${paint.green("ok")}  ${title}  ${paint.dim(elapsed(performance.now() - start))}`);
  }
}

async function show({ stdout, stderr }: Deno.CommandOutput): Promise<void> {
  await Deno.stdout.write(stdout);
  await Deno.stderr.write(stderr);
}

/** Paths of the test files of one folder of tests/. */
export function testFiles(folder: string, ending: string): string[] {
  return [...Deno.readDirSync(`${import.meta.dirname}/${folder}`)]
    .map(({ name }) => `tests/${folder}/${name}`)
    .filter((path) => path.endsWith(ending))
    .sort();
}
