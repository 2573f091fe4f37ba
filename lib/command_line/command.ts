/** The command line that every task shares: flags by commander, failures as one line, exit codes 0, 1 and 2. */
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { TindahanError } from "../../orders/errors.ts";
import { paint } from "./terminal.ts";

/**
 * A command whose mistakes are thrown instead of ending the process.
 *
 * @param name as the user types it, for instance `deno task generate`
 * @param summary one line
 * @param examples command lines with what they do, shown at the end of `--help`
 */
export function command(name: string, summary: string, examples: readonly [string, string][]): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return new Command(name)
    .description(summary)
    .helpOption("-h, --help", "show this help")
    .showHelpAfterError(false)
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`)
    .exitOverride();
}

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs a task to its exit code: 0 done, 1 the job failed or a check found a difference, 2 the call was wrong.
 * A TindahanError is printed as one line on standard error; anything else is a fault of ours and keeps its stack.
 */
export async function run(program: Command, args: readonly string[] = Deno.args): Promise<number> {
  try {
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return explainMisuse(program, error);
    if (error instanceof TindahanError) {
      console.error(`${paint.red("error")} ${error.message}; ${error.remedy} [${error.code}]`);
      return error.exitCode;
    }
    if (error instanceof DOMException && error.name === "AbortError") {
      console.error("interrupted");
      return INTERRUPTED;
    }
    console.error(error);
    return 1;
  }
}

function explainMisuse(program: Command, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  const message = error.code === "commander.help" ? "no command was given" : error.message;
  const problem = message.replace(/^error: /, "").replaceAll("\n", " ").replace(/\.$/, "");
  console.error(`${paint.red("error")} ${problem}; see '${program.name()} --help' [BAD_CALL]`);
  return 2;
}

/** Parser of an option's value: a whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** Parser of an option's value: a number above 0, at most `most`. */
export function positiveNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === "" || !(number > 0 && number <= most)) {
      throw new InvalidArgumentError(`It must be a number above 0, at most ${most}.`);
    }
    return number;
  };
}

/** Parser of an option's value: `500ms`, `30s`, `5m` or `2h`, as milliseconds. */
export function duration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[parts?.[2] ?? ""];
  if (!parts || unit === undefined) throw new InvalidArgumentError("It must look like 500ms, 30s, 5m or 2h.");
  return Number(parts[1]) * unit;
}
