/** Runs `deno task` commands as a user would, and finds the processes that belong to a run. */

/** What a test may take before it counts as hanging, and what hangs is to be seen. */
const MINUTES = 10;

export interface Run {
  readonly pid: number;
  /** Everything that it printed so far, both outputs in one. */
  printed(): string;
  /** Rejects when it had to be killed for not ending. */
  readonly ended: Promise<{ code: number; printed: string }>;
  /** Resolves when the text has been printed; rejects when the process ends without it. */
  printing(pattern: RegExp): Promise<void>;
  kill(signal: Deno.Signal): void;
}

/**
 * Starts a task with servers and settings named by `env`.
 *
 * @param minutes that it may take before it is killed: what hangs must not hang the tests
 */
export function startTask(
  task: string,
  args: readonly string[],
  env: Record<string, string>,
  minutes = MINUTES,
): Run {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, ...args],
    cwd: new URL("../../", import.meta.url),
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let text = "";
  const changes = new EventTarget();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      changes.dispatchEvent(new Event("change"));
    }
  };
  // Not when its outputs are closed: who holds them may be what hangs.
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(() => {
    killTree(child.pid);
    late.reject(
      new Error(`'deno task ${task}' was killed after ${minutes * 60} s; it had printed:\n${text}`),
    );
  }, minutes * 60_000);
  Deno.unrefTimer(deadline);
  const all = Promise.all([child.status, read(child.stdout), read(child.stderr)])
    .finally(() => clearTimeout(deadline));
  const ended = Promise.race([late.promise, all]).then(([{ code }]) => ({ code, printed: text }));
  return {
    pid: child.pid,
    printed: () => text,
    ended,
    printing(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => pattern.test(text) && resolve();
      changes.addEventListener("change", look);
      ended.then(
        ({ code }) => reject(new Error(`ended with ${code} before printing ${pattern}:\n${text}`)),
        reject,
      );
      look();
      return promise.finally(() => changes.removeEventListener("change", look));
    },
    kill: (signal) => child.kill(signal),
  };
}

/** Runs a task to its end. */
export function runTask(task: string, args: readonly string[], env: Record<string, string>) {
  return startTask(task, args, env).ended;
}

/** Process ids of a service of one run: its script is on the command line, the mark in its environment. Linux only. */
export function processesOf(script: string, mark: string): number[] {
  return allProcesses().filter((pid) => {
    const [program, ...args] = read(pid, "cmdline").split("\0");
    return program?.endsWith("deno") && args.includes(script) && read(pid, "environ").includes(mark);
  });
}

/**
 * Kills a process and the Denos that it started, and that those started. Servers are left to their supervisors, which end
 * them in their own way. Where there is no /proc, it kills the process alone.
 */
export function killTree(root: number): void {
  const parents = new Map(
    allProcesses().map((pid) => {
      // Behind the name, which may hold anything, come the state and the parent.
      const [, parent] = read(pid, "stat").replace(/^.*\) /s, "").split(" ");
      return [pid, Number(parent)] as const;
    }),
  );
  const tree = [root];
  for (const above of tree) {
    for (const [pid, parent] of parents) {
      if (parent === above && read(pid, "comm").trim() === "deno") tree.push(pid);
    }
  }
  for (const pid of tree) kill(pid);
}

/** Kills a process, unless it has ended since it was found. */
export function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function allProcesses(): number[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name)).map(
    Number,
  );
}

/** A file of a process, empty where it has ended or is somebody else's. */
function read(pid: number, file: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${file}`);
  } catch {
    return "";
  }
}
