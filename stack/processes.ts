/** Processes by id and start time, so that a number that the system gave away again is not taken for the old one. */

/** When a process started, in the system's own words: good for comparing, not for reading. */
export type StartTime = string;

/** One line per process: `<pid> <state> <start time>`. Slim images lack `ps`, macOS lacks /proc. */
const SCRIPT = `
for pid do
  if [ -r "/proc/$pid/stat" ]; then
    { read -r line </proc/$pid/stat; } 2>/dev/null || continue
    # Behind the name, which may hold anything, come the state and, as the 20th word from there, the start time.
    set -- \${line##*) }
    echo "$pid $1 \${20}"
  elif [ ! -r /proc/self/stat ]; then
    echo "$pid $(LC_ALL=C ps -o state=,lstart= -p "$pid")"
  fi
done`;

/** Start times of those processes that run; the ones that do not are left out. */
export async function startTimes(pids: readonly number[]): Promise<ReadonlyMap<number, StartTime>> {
  if (pids.length === 0) return new Map();
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", SCRIPT, "sh", ...pids.map(String)],
    stdin: "null",
    stderr: "null",
  }).output();
  return parseStartTimes(new TextDecoder().decode(stdout));
}

/** Reads the lines of the script above. A zombie has ended: only its parent does not know yet. */
export function parseStartTimes(lines: string): ReadonlyMap<number, StartTime> {
  const rows = lines.split("\n").map((line) => /^(\d+) (\S)\S*\s+(.*\S)/.exec(line));
  return new Map(
    rows.flatMap((row) => row && row[2] !== "Z" && row[3] ? [[Number(row[1]), row[3]] as const] : []),
  );
}

/** A process that cannot be mistaken for another one. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: StartTime;
}

/** Whether a process still is the one it was, and not another that got its number. */
export function isSame({ pid, started }: ProcessIdentity, alive: ReadonlyMap<number, StartTime>): boolean {
  return alive.get(pid) === started;
}

/** The identity of a process of ours. One that has ended already equals no process. */
export async function identityOf(pid: number): Promise<ProcessIdentity> {
  return { pid, started: (await startTimes([pid])).get(pid) ?? "ended" };
}

export function ownIdentity(): Promise<ProcessIdentity> {
  return identityOf(Deno.pid);
}

/** Asks a leashed server to end and waits until it has. The leash sees to the force, so there is no time-out. */
export async function endProcess(process: ProcessIdentity): Promise<void> {
  const isRunning = async () => isSame(process, await startTimes([process.pid]));
  if (!await isRunning()) return;
  await signal("TERM", process.pid);
  while (await isRunning()) await pause();
}

/**
 * Ends what is left of a process group whose leader was killed: a server that lost its leash.
 *
 * @param leader the group's number; the system gives it to nobody else while a member lives
 */
export async function endRestOfGroup(leader: number): Promise<void> {
  // A process with that number is somebody else's: ours is gone, and so is its group.
  const isLeft = async () => !(await startTimes([leader])).has(leader) && await signal("0", -leader);
  const deadline = performance.now() + 30_000;
  if (!await isLeft()) return;
  await signal("TERM", -leader);
  while (await isLeft()) {
    if (performance.now() > deadline) await signal("KILL", -leader);
    await pause();
  }
}

/** Whether the signal had a receiver. By the shell: Deno's own kill needs the right to run every program. */
async function signal(name: "TERM" | "KILL" | "0", target: number): Promise<boolean> {
  const args = ["-c", 'kill -s "$1" -- "$2"', "sh", name, String(target)];
  return (await new Deno.Command("sh", { args, stdin: "null", stdout: "null", stderr: "null" }).output())
    .success;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
