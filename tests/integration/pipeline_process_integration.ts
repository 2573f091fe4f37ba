/** The deadline of the tests' own runs. Needs no server. Fails when a task that hangs is waited for, or outlives it. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { processesOf, startTask } from "./pipeline_process.ts";

/** Sells one order now and then until it is stopped. */
const ENDLESS = ["--from", "2026-11-22", "--now", "2026-11-22T12:00:00", "--live-rate", "1"];
const FIVE_SECONDS = 5 / 60;

Deno.test("a run that does not end is killed at its deadline, with what it started, and tells what it printed", async () => {
  const id = crypto.randomUUID();
  const run = startTask("generate", ENDLESS, { TINDAHAN_TEST: id }, FIVE_SECONDS);
  const never = run.printing(/this is never printed/);
  const problem = /^'deno task generate' was killed after 5 s; it had printed:\n/;
  await Promise.all([run.ended, never].map((hanging) => assert.rejects(hanging, { message: problem })));
  // The system takes a moment to clear away who was killed.
  for (let looks = 0; processesOf("tasks/generate.ts", id).length > 0; looks++) {
    assert.ok(looks < 200, "what the task started lives on");
    await delay(50);
  }
});
