import assert from "node:assert/strict";
import { isFailure } from "./services.ts";

Deno.test("isFailure() finds no fault with a service that our SIGTERM ended before it listened to it", () => {
  assert.equal(isFailure("generate", 143, true), false);
  assert.equal(isFailure("payment", 143, true), false);
  assert.equal(isFailure("generate", 143, false), true);
});

Deno.test("isFailure() finds fault with every other exit but the end of the work", () => {
  assert.equal(isFailure("generate", 0, false), false);
  assert.equal(isFailure("payment", 0, true), false);
  // Only the shop ends by itself.
  assert.equal(isFailure("payment", 0, false), true);
  for (const code of [1, 2, 137]) assert.equal(isFailure("payment", code, true), true);
});
