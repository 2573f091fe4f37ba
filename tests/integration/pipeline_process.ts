/** Runs `deno task` commands as a user would, and finds the processes that belong to a run. */

export interface Run {
  readonly pid: number;
  /** Everything that it printed so far, both outputs in one. */
  printed(): string;
  readonly ended: Promise<{ code: number; printed: string }>;
  /** Resolves when the text has been printed; rejects when the process ends without it. */
  printing(pattern: RegExp): Promise<void>;
  kill(signal: Deno.Signal): void;
}

/** Starts a task with servers and settings named by `env`. */
export function startTask(task: string, args: readonly string[], env: Record<string, string>): Run {
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
  const ended = Promise.all([child.status, read(child.stdout), read(child.stderr)])
    .then(([{ code }]) => ({ code, printed: text }));
  return {
    pid: child.pid,
    printed: () => text,
    ended,
    printing(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => pattern.test(text) && resolve();
      changes.addEventListener("change", look);
      ended.then(({ code }) => reject(new Error(`ended with ${code} before printing ${pattern}:\n${text}`)));
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
  return [...Deno.readDirSync("/proc")]
    .filter(({ name }) => /^\d+$/.test(name))
    .filter(({ name }) => {
      const read = (file: string) => {
        try {
          return Deno.readTextFileSync(`/proc/${name}/${file}`);
        } catch {
          return "";
        }
      };
      const command = read("cmdline").split("\0");
      return command[0]?.endsWith("deno") && command.includes(script) && read("environ").includes(mark);
    })
    .map(({ name }) => Number(name));
}
