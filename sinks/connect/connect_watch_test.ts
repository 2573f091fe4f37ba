import assert from "node:assert/strict";
import { RECOVERED_MS, restartJudge, RESTARTS } from "./connect_watch.ts";

Deno.test("restartJudge() restarts a connector that failed, a few times in a row", () => {
  const judge = restartJudge();
  for (let look = 0; look < RESTARTS; look++) {
    assert.equal(judge("FAILED", look * 4000), "restart");
    assert.equal(judge("RESTARTING", look * 4000 + 2000), "fine");
  }
  assert.equal(judge("FAILED", RESTARTS * 4000), "enough");
});

Deno.test("restartJudge() counts a failure once, however often it is looked at before its restart shows", () => {
  const judge = restartJudge();
  assert.equal(judge("FAILED", 0), "restart");
  for (let look = 1; look <= 2 * RESTARTS; look++) assert.equal(judge("FAILED", look * 2000), "restarting");
  assert.equal(judge("RUNNING", 30_000), "fine");
  assert.equal(judge("FAILED", 32_000), "restart");
});

Deno.test("restartJudge() gives up on a connector whose restarts never show", () => {
  const judge = restartJudge();
  const verdicts = Array.from({ length: 200 }, (_, look) => judge("FAILED", look * 2000));
  assert.ok(verdicts.includes("enough"));
});

Deno.test("restartJudge() begins to count anew when the connector has recovered", () => {
  const judge = restartJudge();
  for (let look = 0; look < 3 * RESTARTS; look++) {
    const now = look * (RECOVERED_MS + 1);
    assert.equal(judge("FAILED", now), "restart");
    assert.equal(judge("RUNNING", now + 2000), "fine");
  }
});

Deno.test("restartJudge() does not take a connector that runs for a moment between failures for recovered", () => {
  const judge = restartJudge();
  const verdicts = Array.from({ length: 2 * RESTARTS }, (_, look) => {
    judge("RUNNING", look * 4000);
    return judge("FAILED", look * 4000 + 2000);
  });
  assert.ok(verdicts.includes("enough"));
});

Deno.test("restartJudge() leaves alone what runs, starts or was paused", () => {
  const judge = restartJudge();
  for (const state of ["RUNNING", "UNASSIGNED", "RESTARTING", "PAUSED", "MISSING"]) {
    assert.equal(judge(state, 0), "fine");
  }
});
