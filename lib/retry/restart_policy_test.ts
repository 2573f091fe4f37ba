import assert from "node:assert/strict";
import { MAX_FAILURES, RECOVERED_AFTER_MS, restartPolicy, UNREACHABLE_LIMIT_MS } from "./restart_policy.ts";

const lost = Object.assign(new Error("gone"), { name: "KafkaJSConnectionError" });
const fault = new TypeError("a fault of ours");
const isLost = (error: unknown) => error === lost;

Deno.test("restartPolicy() ends at once with a failure that would come again", () => {
  assert.equal(restartPolicy(isLost).onFailure(fault, 0), "giveUp");
});

Deno.test("restartPolicy() waits a minute for a group that is out of reach, and tells the news once", () => {
  const { onFailure } = restartPolicy(isLost);
  assert.equal(onFailure(lost, 1000), "report");
  assert.equal(onFailure(lost, 1000 + UNREACHABLE_LIMIT_MS), "retry");
  assert.equal(onFailure(lost, 1001 + UNREACHABLE_LIMIT_MS), "giveUp");
});

Deno.test("restartPolicy() counts the minute anew once the group was joined", () => {
  const { onConnected, onFailure } = restartPolicy(isLost);
  assert.equal(onFailure(lost, 0), "report");
  onConnected();
  assert.equal(onFailure(lost, UNREACHABLE_LIMIT_MS), "report");
  assert.equal(onFailure(lost, 2 * UNREACHABLE_LIMIT_MS), "retry");
});

Deno.test("restartPolicy() gives up when work fails again and again though the group is there", () => {
  const { onConnected, onFailure } = restartPolicy(isLost);
  const verdicts = Array.from({ length: MAX_FAILURES + 1 }, (_, index) => {
    onConnected();
    return onFailure(lost, index);
  });
  assert.equal(verdicts[0], "report");
  assert.ok(verdicts.slice(1, -1).every((verdict) => verdict === "retry"));
  assert.equal(verdicts.at(-1), "giveUp");
});

Deno.test("restartPolicy() forgets failures with each commit", () => {
  const { onConnected, onProgress, onFailure } = restartPolicy(isLost);
  for (let round = 0; round < 3 * MAX_FAILURES; round++) {
    onConnected();
    onProgress();
    assert.equal(onFailure(lost, round), "report");
  }
});

Deno.test("restartPolicy() takes failures that lie far apart for news, though no work came in between", () => {
  const { onConnected, onFailure } = restartPolicy(isLost);
  for (let round = 1; round <= 3 * MAX_FAILURES; round++) {
    onConnected();
    assert.equal(onFailure(lost, round * (RECOVERED_AFTER_MS + 1)), "report");
  }
});

Deno.test("restartPolicy() does not take a group that stayed out of reach for one that was well in between", () => {
  const { onFailure } = restartPolicy(isLost);
  assert.equal(onFailure(lost, 0), "report");
  assert.equal(onFailure(lost, RECOVERED_AFTER_MS + 1), "giveUp");
});
