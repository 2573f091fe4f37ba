/** Programs that run to their end, with their output in a log. */
import { TindahanError } from "../orders/errors.ts";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Text for standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** Whether a program is there and answers `--version`. */
export async function isThere(command: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/**
 * Runs a program and waits for its end.
 *
 * @param purpose what it is to do, for the error: "build the Python environment"
 * @param log file that gets its output, in place of what was in it
 * @throws UNHEALTHY with its last words when it fails
 */
export async function runToEnd(program: Program, purpose: string, log: string): Promise<void> {
  const { command, args, env = {}, input, signal } = program;
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...(signal && { signal }),
  }).spawn();
  const output = child.output();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    // A program that ends early does not read its input: why it ended is what counts.
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
  }
  const { success, code, stdout, stderr } = await output;
  await Deno.writeFile(log, new Uint8Array([...stdout, ...stderr]));
  signal?.throwIfAborted();
  if (success) return;
  const last = new TextDecoder().decode(stderr).trimEnd().split("\n").at(-1) ?? "";
  throw new TindahanError(
    "UNHEALTHY",
    `could not ${purpose}: exit code ${code}${last === "" ? "" : `, ${last.trim()}`}`,
    `read its log ${log}, then run the same command again`,
  );
}
