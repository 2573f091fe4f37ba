/** The command line that every task shares: flags by commander, failures as one line, exit codes 0, 1, 2 and 130. */
import { Command, CommanderError } from "commander";
import config from "../../deno.json" with { type: "json" };
import { isColourful } from "./terminal.ts";
import { TindahanError } from "../../orders/errors.ts";
import type { Environment } from "../settings/settings.ts";
import { errorLine } from "./error_line.ts";
import { INTERRUPTED_EXIT, interruptionIn } from "./interrupt.ts";
import { suggestion } from "./values.ts";

/** A command line and what it does. */
export type Example = readonly [line: string, meaning: string];

/** What a pipe is formatted for. */
const PIPE_COLUMNS = 80;

/**
 * A command whose mistakes are thrown instead of ending the process.
 *
 * @param name as the user types it, for instance `deno task generate`
 * @param summary one line
 * @param examples shown at the end of `--help`
 */
export function command(name: string, summary: string, examples: readonly Example[]): Command {
  return new Command(name)
    .description(summary)
    .helpOption("-h, --help", "show this help")
    .version(`tindahan ${config.version}`, "--version", "show the version")
    // Narrow terminals wrap too.
    .configureHelp({ minWidthToWrap: 20 })
    .showHelpAfterError(false)
    .allowExcessArguments(false)
    .configureOutput({
      writeErr: () => {},
      outputError: () => {},
      // Asked of Node, a terminal's colours are looked for in variables that a task may not read: Deno would stop and ask.
      getOutHasColors: () => isColourful,
      getErrHasColors: () => isColourful,
    })
    .addHelpText("after", () => `\nExamples:\n${exampleLines(examples, columnsOfOutput()).join("\n")}\n`)
    .addHelpText("after", "Exit codes: 0 done, 1 failed, 2 usage error, 130 interrupted")
    .hook("preSubcommand", refuseUnknownSubcommand)
    .exitOverride();
}

/** Examples in two columns, or with each meaning below its line where the width does not allow that. */
export function exampleLines(examples: readonly Example[], width: number): string[] {
  const left = Math.max(...examples.map(([line]) => line.length)) + 2;
  const right = Math.max(...examples.map(([, meaning]) => meaning.length));
  return 2 + left + right <= width
    ? examples.map(([line, meaning]) => `  ${line.padEnd(left)}${meaning}`)
    : examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]);
}

function columnsOfOutput(): number {
  return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : PIPE_COLUMNS;
}

/** commander hands an unknown word to the default subcommand, as an argument. */
function refuseUnknownSubcommand(program: Command): void {
  const [word] = program.args;
  const names = program.commands.map((subcommand) => subcommand.name());
  if (word === undefined || word.startsWith("-") || [...names, "help"].includes(word)) return;
  program.error(`error: unknown command '${word}'${suggestion(word, names)}`);
}

/**
 * Runs a task to its exit code: 0 done, 1 the job failed or a check found a difference, 2 the call was wrong, 130 Ctrl-C
 * ended it before it was done.
 *
 * A TindahanError is printed as one line on standard error; anything else is a fault of ours and keeps its stack.
 */
export async function run(
  program: Command,
  args: readonly string[] = Deno.args,
  env: Environment = Deno.env,
): Promise<number> {
  try {
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = error instanceof CommanderError ? wrongCall(program, error) : firstOf(error);
    if (failure instanceof TindahanError) {
      console.error(errorLine(failure, env));
      return failure.exitCode;
    }
    const interruption = interruptionIn(failure);
    if (interruption !== undefined) {
      console.error(interruption.message);
      return INTERRUPTED_EXIT;
    }
    console.error(failure);
    return 1;
  }
}

/** What went wrong first, where disposing of something failed behind it. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

function wrongCall(program: Command, { code, message }: CommanderError): TindahanError {
  const problem = code === "commander.help" ? "no command was given" : message;
  return new TindahanError(
    "BAD_CALL",
    problem.replace(/^error: /, "").replaceAll("\n", " ").replace(/\.$/, ""),
    `see '${program.name()} --help'`,
  );
}
