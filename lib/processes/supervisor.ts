/** Starts programs that cannot outlive the process that started them, not even after its kill -9. */
import supervisorScript from "./supervisor.sh" with { type: "text" };

export interface SupervisedProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Set on top of this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string | URL;
  /** File that standard error is added to, and standard output unless it is piped. Its folder must exist. */
  readonly log: string;
  /** Hands standard output to the caller, who must read it to its end. Default: it goes to the log. */
  readonly pipeStdout?: boolean;
  /** What asks it to end. SIGINT where SIGTERM would wait for clients to leave, as with PostgreSQL. Default: SIGTERM. */
  readonly endSignal?: "SIGTERM" | "SIGINT";
  /** Seconds from that signal to SIGKILL. Default: 30. */
  readonly grace?: number;
  /** Account to run as; only root can choose another than its own. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

export interface SupervisedProcess {
  /** The supervisor's process: it ends when, and only when, the program does, with its exit code. */
  readonly pid: number;
  /** `code` is 128 + n where signal n ended the program. */
  readonly status: Promise<{ readonly code: number }>;
  /** Standard output, where it was asked for. */
  readonly stdout: ReadableStream<Uint8Array> | undefined;
  /** Asks the program to end and waits until it has: politely, then by force. */
  terminate(): Promise<void>;
  /** Lets the program live on after this process. Only a signal to `pid` ends it then. */
  release(): Promise<void>;
}

/**
 * Starts a program in a session of its own, out of reach of the terminal's Ctrl-C, and ends it when this process
 * ends, for whatever reason. Needs a POSIX `sh`; a program that does not exist ends with code 127, and the log says so.
 */
export function spawnSupervised(program: SupervisedProgram): SupervisedProcess {
  const { command, args, log, endSignal = "SIGTERM", grace = 30, pipeStdout = false } = program;
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      'eval "$SUPERVISOR"',
      "supervisor",
      endSignal.slice("SIG".length),
      String(grace),
      log,
      pipeStdout ? "pipe" : "log",
      command,
      ...args,
    ],
    detached: true,
    stdin: "piped",
    stdout: pipeStdout ? "piped" : "null",
    stderr: "null",
    env: { ...program.env, SUPERVISOR: supervisorScript },
    ...(program.cwd !== undefined && { cwd: program.cwd }),
    ...program.account,
  }).spawn();
  // Closing the pipe is the order to end. After a crash of the supervisor alone, its watcher still obeys it.
  const close = () => child.stdin.close().catch(() => {});
  const status = child.status.then(async ({ code }) => {
    await close();
    return { code };
  });
  return {
    pid: child.pid,
    status,
    stdout: pipeStdout ? child.stdout : undefined,
    async terminate() {
      await close();
      await status;
    },
    async release() {
      child.unref();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("keep\n"));
      await writer.close();
    },
  };
}
