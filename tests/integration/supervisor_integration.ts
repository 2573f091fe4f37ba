/** The supervisor around programs, with small shell scripts on it. Fails when a program outlives what it must not. */
import assert from "node:assert/strict";
import { spawnSupervised } from "../../lib/processes/supervisor.ts";
import { endRestOfGroup, livingMembers, startTimes } from "../../lib/processes/processes.ts";

const STUBBORN = 'trap "" TERM; echo ready; while :; do sleep 0.1; done';

async function withLog(test: (log: string) => Promise<void>): Promise<void> {
  const log = await Deno.makeTempFile({ prefix: "tindahan-supervisor-" });
  try {
    await test(log);
  } finally {
    await Deno.remove(log);
  }
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `still waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const logSays = (log: string, text: string) =>
  until(async () => (await Deno.readTextFile(log)).includes(text), `the log says '${text}'`);

Deno.test("spawnSupervised() passes on exit code and both outputs", () =>
  withLog(async (log) => {
    const supervised = spawnSupervised({
      command: "sh",
      args: ["-c", "echo out; echo err >&2; exit 7"],
      log,
    });
    assert.deepEqual(await supervised.status, { code: 7 });
    assert.equal(await Deno.readTextFile(log), "out\nerr\n");
  }));

Deno.test("spawnSupervised() pipes standard output where it is asked to, and logs the rest", () =>
  withLog(async (log) => {
    const args = ["-c", 'echo "out $X"; echo err >&2'];
    const supervised = spawnSupervised({ command: "sh", args, env: { X: "1" }, log, pipeStdout: true });
    assert.ok(supervised.stdout);
    assert.equal(await new Response(supervised.stdout).text(), "out 1\n");
    assert.deepEqual(await supervised.status, { code: 0 });
    assert.equal(await Deno.readTextFile(log), "err\n");
  }));

Deno.test("spawnSupervised() ends with 127 when there is no such program", () =>
  withLog(async (log) => {
    assert.deepEqual(await spawnSupervised({ command: "no-such-program", args: [], log }).status, {
      code: 127,
    });
    assert.match(await Deno.readTextFile(log), /no-such-program/);
  }));

Deno.test("terminate() asks the program to end and lets it finish", () =>
  withLog(async (log) => {
    const script = 'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.1; done';
    const supervised = spawnSupervised({ command: "sh", args: ["-c", script], log });
    await logSays(log, "ready");
    await supervised.terminate();
    assert.deepEqual(await supervised.status, { code: 3 });
    assert.match(await Deno.readTextFile(log), /bye/);
  }));

Deno.test("terminate() ends a program by force when it does not listen", () =>
  withLog(async (log) => {
    const supervised = spawnSupervised({ command: "sh", args: ["-c", STUBBORN], log, grace: 1 });
    await logSays(log, "ready");
    await supervised.terminate();
    assert.deepEqual(await supervised.status, { code: 137 });
    assert.equal((await startTimes([supervised.pid])).size, 0);
  }));

Deno.test("release() lets the program live until a signal", () =>
  withLog(async (log) => {
    const args = [
      "eval",
      `
      import { spawnSupervised } from "${import.meta.resolve("../../lib/processes/supervisor.ts")}";
      const supervised = spawnSupervised({ command: "sleep", args: ["600"], log: "${log}" });
      await supervised.release();
      console.log(supervised.pid);
    `,
    ];
    const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
    const pid = Number(new TextDecoder().decode(stdout));
    assert.equal((await startTimes([pid])).size, 1);
    Deno.kill(pid, "SIGTERM");
    await until(async () => (await startTimes([pid])).size === 0, "the program is gone");
  }));

Deno.test("a kill -9 of the starter ends the program, by force where it must", () =>
  withLog(async (log) => {
    const args = [
      "eval",
      `
      import { spawnSupervised } from "${import.meta.resolve("../../lib/processes/supervisor.ts")}";
      spawnSupervised({ command: "sh", args: ["-c", ${
        JSON.stringify("echo pid $$; " + STUBBORN)
      }], log: "${log}", grace: 1 });
      await new Promise(() => setInterval(() => {}, 1000));
    `,
    ];
    const starter = new Deno.Command(Deno.execPath(), { args }).spawn();
    await logSays(log, "ready");
    const pid = Number(/pid (\d+)/.exec(await Deno.readTextFile(log))?.[1]);
    assert.equal((await startTimes([pid])).size, 1);
    starter.kill("SIGKILL");
    await starter.status;
    await until(async () => (await startTimes([pid])).size === 0, "the program is gone");
  }));

Deno.test("a kill -9 of the supervisor alone ends the program too", () =>
  withLog(async (log) => {
    const supervised = spawnSupervised({ command: "sh", args: ["-c", "echo pid $$; exec sleep 600"], log });
    await logSays(log, "pid");
    const pid = Number(/pid (\d+)/.exec(await Deno.readTextFile(log))?.[1]);
    Deno.kill(supervised.pid, "SIGKILL");
    assert.deepEqual(await supervised.status, { code: 137 });
    await until(async () => (await startTimes([pid])).size === 0, "the program is gone");
  }));

/** A process group of one shell script whose parent never asks how it ended, as in a container without an init. */
async function neglectedGroup(script: string): Promise<{ leader: number; parent: Deno.ChildProcess }> {
  const parent = new Deno.Command("sh", {
    args: ["-c", 'setsid sh -c "$1" >/dev/null & echo $!; exec sleep 600 >/dev/null', "sh", script],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const leader = Number(await new Response(parent.stdout).text());
  return { leader, parent };
}

const needsSetsid = { ignore: Deno.build.os !== "linux" };

Deno.test("endRestOfGroup() does not wait for zombies, whom nobody can end", needsSetsid, async () => {
  const { leader, parent } = await neglectedGroup("exit 0");
  await until(async () => (await startTimes([leader])).size === 0, "the leader is a zombie");
  let rescued = false;
  // The end of the parent hands the zombie to the system's own init.
  const rescue = setTimeout(() => {
    rescued = true;
    parent.kill("SIGKILL");
  }, 15_000);
  await endRestOfGroup(leader);
  clearTimeout(rescue);
  if (!rescued) parent.kill("SIGKILL");
  await parent.status;
  assert.equal(rescued, false, "it waited for a zombie");
});

Deno.test("endRestOfGroup() ends by force who lives on in a group of a zombie", needsSetsid, async () => {
  const { leader, parent } = await neglectedGroup('trap "" TERM; sleep 600 & exit 0');
  try {
    await until(async () => (await startTimes([leader])).size === 0, "the leader is a zombie");
    assert.equal((await livingMembers(leader)).length, 1);
    await endRestOfGroup(leader, 1000);
    assert.deepEqual(await livingMembers(leader), []);
  } finally {
    parent.kill("SIGKILL");
    await parent.status;
  }
});
