import assert from "node:assert/strict";
import { APART_MS, AWAY_MS, FRUITLESS_TRIES, patience } from "./retry_policy.ts";

const lost = Object.assign(new Error("gone"), { name: "KafkaJSConnectionError" });
const fault = new TypeError("a fault of ours");
const isLost = (error: unknown) => error === lost;

Deno.test("patience() ends at once with a failure that would come again", () => {
  assert.equal(patience(isLost).failed(fault, 0), "enough");
});

Deno.test("patience() waits a minute for a group that is out of reach, and tells the news once", () => {
  const { failed } = patience(isLost);
  assert.equal(failed(lost, 1000), "news");
  assert.equal(failed(lost, 1000 + AWAY_MS), "again");
  assert.equal(failed(lost, 1001 + AWAY_MS), "enough");
});

Deno.test("patience() counts the minute anew once the group was joined", () => {
  const { joined, failed } = patience(isLost);
  assert.equal(failed(lost, 0), "news");
  joined();
  assert.equal(failed(lost, AWAY_MS), "news");
  assert.equal(failed(lost, 2 * AWAY_MS), "again");
});

Deno.test("patience() gives up when work fails again and again though the group is there", () => {
  const { joined, failed } = patience(isLost);
  const verdicts = Array.from({ length: FRUITLESS_TRIES + 1 }, (_, index) => {
    joined();
    return failed(lost, index);
  });
  assert.equal(verdicts[0], "news");
  assert.ok(verdicts.slice(1, -1).every((verdict) => verdict === "again"));
  assert.equal(verdicts.at(-1), "enough");
});

Deno.test("patience() forgets failures with each commit", () => {
  const { joined, committed, failed } = patience(isLost);
  for (let round = 0; round < 3 * FRUITLESS_TRIES; round++) {
    joined();
    committed();
    assert.equal(failed(lost, round), "news");
  }
});

Deno.test("patience() takes failures that lie far apart for news, though no work came in between", () => {
  const { joined, failed } = patience(isLost);
  for (let round = 1; round <= 3 * FRUITLESS_TRIES; round++) {
    joined();
    assert.equal(failed(lost, round * (APART_MS + 1)), "news");
  }
});

Deno.test("patience() does not take a group that stayed out of reach for one that was well in between", () => {
  const { failed } = patience(isLost);
  assert.equal(failed(lost, 0), "news");
  assert.equal(failed(lost, APART_MS + 1), "enough");
});
