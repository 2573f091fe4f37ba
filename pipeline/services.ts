/** The pipeline's services as child processes: each has its task's permissions and its own log, and ends with the pipeline. */
import { TindahanError } from "../orders/errors.ts";
import { JSON_ERRORS, parseErrorLine } from "../lib/command_line/error_line.ts";
import { PROJECT_FOLDER } from "../lib/settings/settings.ts";
import { INTERRUPTED_EXIT } from "../lib/command_line/interrupt.ts";
import { spawnSupervised, type SupervisedProcess } from "../lib/processes/supervisor.ts";
import config from "../deno.json" with { type: "json" };

export type TaskName = "generate" | "payment" | "shipping" | "delivery" | "splice" | "sink";

export interface Service {
  readonly name: TaskName;
  readonly pid: number;
  /** Resolves when the service has ended, asked or not; rejects with its own error line when it failed. */
  readonly ended: Promise<void>;
  /** Asks it to finish what is in flight and to end; resolves when it has. */
  stop(): Promise<void>;
}

/**
 * Starts one service.
 *
 * @param environment addresses of the servers, put on top of this process's own environment
 * @param logs folder of the log files, exists
 */
export function startService(
  name: TaskName,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  logs: string,
): Service {
  const log = `${logs}/${name}.log`;
  const start = sizeOf(log);
  const [command, ...taskArgs] = commandOf(name);
  const child: SupervisedProcess = spawnSupervised({
    command: command === "deno" ? Deno.execPath() : command!,
    args: [...taskArgs, ...args],
    env: { ...environment, NO_COLOR: "1", [JSON_ERRORS.name]: JSON_ERRORS.value },
    cwd: PROJECT_FOLDER,
    log,
  });
  let asked = false;
  const ended = child.status.then(({ code }) => {
    if (isFailure(name, code, asked)) throw failureOf(name, code, log, start);
  });
  // A failure may come before anybody waits for it.
  ended.catch(() => {});
  return {
    name,
    pid: child.pid,
    ended,
    async stop() {
      asked = true;
      await child.terminate();
    },
  };
}

/** The supervisor's exit code for a program that ended by the very signal that asks it to. */
const ENDED_BY_SIGTERM = 128 + 15;

/**
 * Whether a service ended before its work was done.
 *
 * @param asked whether we had asked it to end
 */
export function isFailure(name: TaskName, code: number, asked: boolean): boolean {
  // A process that SIGTERM itself ended did not handle the signal yet, and so had begun nothing.
  if (asked) return ![0, INTERRUPTED_EXIT, ENDED_BY_SIGTERM].includes(code);
  return code !== 0 || name !== "generate";
}

/** The command line of a task in deno.json: permissions are named there alone. */
function commandOf(name: TaskName): string[] {
  const tasks: Record<string, string | { readonly command: string }> = config.tasks;
  const task = tasks[name];
  if (task === undefined) throw new Error(`deno.json has no task '${name}'`);
  return (typeof task === "string" ? task : task.command).split(/\s+/);
}

function sizeOf(file: string): number {
  try {
    return Deno.statSync(file).size;
  } catch {
    return 0;
  }
}

/** The last error line of the service, or an error that names its exit code. */
function failureOf(name: TaskName, code: number, log: string, from: number): TindahanError {
  const lines = new TextDecoder().decode(Deno.readFileSync(log).subarray(from)).split("\n");
  const failure = lines.map(parseErrorLine).findLast((failure) => failure !== undefined);
  if (failure !== undefined) return failure;
  const how = code > 128 ? `was ended by signal ${code - 128}` : `ended with exit code ${code}`;
  return new TindahanError(
    "SERVICE_FAILED",
    `${name} ${how} before its work was done`,
    `run the same command again to continue where it stopped; its log is ${log}`,
  );
}
