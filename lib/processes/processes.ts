/** Processes by id and start time, so that a number that the system gave away again is not taken for the old one. */
import { pause } from "../retry/retry.ts";
import { TindahanError } from "../../orders/errors.ts";

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
  return parseStartTimes(await printedBy(SCRIPT, ...pids.map(String)));
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

const LOOK_EVERY_MS = 50;

/** Asks a supervised server to end and waits until it has. The supervisor sees to the force, so there is no time-out. */
export async function endProcess(process: ProcessIdentity): Promise<void> {
  const isRunning = async () => isSame(process, await startTimes([process.pid]));
  if (!await isRunning()) return;
  await signal("TERM", process.pid);
  while (await isRunning()) await pause(LOOK_EVERY_MS);
}

/** One line per process of the system: `<pid> <state> <process group>`. */
const MEMBERS_SCRIPT = `
if [ -r /proc/self/stat ]; then
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    pid=\${line%% *}
    set -- \${line##*) }
    echo "$pid $1 $3"
  done
else
  LC_ALL=C ps -A -o pid=,state=,pgid=
fi`;

/** Who lives in a process group. */
export async function livingMembers(group: number): Promise<readonly number[]> {
  return parseMembers(await printedBy(MEMBERS_SCRIPT), group);
}

/** Reads the lines of the script above. Where nobody asks how they ended, zombies stay members for ever. */
export function parseMembers(lines: string, group: number): readonly number[] {
  const rows = lines.split("\n").map((line) => /^\s*(\d+) +(\S)\S* +(\d+)\s*$/.exec(line));
  return rows.flatMap((row) =>
    row && !/[ZX]/.test(row[2]!) && Number(row[3]) === group ? [Number(row[1])] : []
  );
}

/**
 * Ends what is left of a process group whose leader was killed: a server that lost its supervisor.
 *
 * @param leader the group's number; the system gives it to nobody else while a member lives
 * @param grace milliseconds from SIGTERM to SIGKILL, and from there to giving up
 * @throws UNHEALTHY when not even SIGKILL ends them
 */
export async function endRestOfGroup(leader: number, grace = 30_000): Promise<void> {
  const left = async () => {
    // A process with that number is somebody else's: ours is gone, and so is its group.
    if ((await startTimes([leader])).has(leader) || !await signal("0", -leader)) return [];
    return await livingMembers(leader);
  };
  const began = performance.now();
  if ((await left()).length === 0) return;
  await signal("TERM", -leader);
  let forced = Infinity;
  for (let pids = await left(); pids.length > 0; pids = await left()) {
    const now = performance.now();
    if (now - forced > grace) throw endless(pids);
    if (now - began > grace) {
      forced = Math.min(forced, now);
      await signal("KILL", -leader);
    }
    await pause(LOOK_EVERY_MS);
  }
}

function endless(pids: readonly number[]): TindahanError {
  const [subject, object] = pids.length === 1 ? ["process", "it"] : ["processes", "them"];
  return new TindahanError(
    "UNHEALTHY",
    `${subject} ${pids.join(", ")} of a former server did not end, not even by force (SIGKILL)`,
    `end ${object} or restart the machine, or use a folder and ports of your own (TINDAHAN_DATA=… TINDAHAN_PORT=…)`,
  );
}

/** Whether the signal had a receiver. By the shell: Deno's own kill needs the right to run every program. */
async function signal(name: "TERM" | "KILL" | "0", target: number): Promise<boolean> {
  const args = ["-c", 'kill -s "$1" -- "$2"', "sh", name, String(target)];
  return (await new Deno.Command("sh", { args, stdin: "null", stdout: "null", stderr: "null" }).output())
    .success;
}

async function printedBy(script: string, ...args: string[]): Promise<string> {
  const command = new Deno.Command("sh", {
    args: ["-c", script, "sh", ...args],
    stdin: "null",
    stderr: "null",
  });
  return new TextDecoder().decode((await command.output()).stdout);
}
