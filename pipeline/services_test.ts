import assert from "node:assert/strict";
import { isFailure, parseErrorLine } from "./services.ts";

Deno.test("parseErrorLine() gives a service's failure back with problem, remedy and code", () => {
  const error = parseErrorLine(
    "error the topics hold seed 1, not 2; leave --seed out, or add --fresh [OTHER_WORLD]",
  );
  assert.equal(error?.message, "the topics hold seed 1, not 2");
  assert.equal(error?.remedy, "leave --seed out, or add --fresh");
  assert.equal(error?.exitCode, 2);
});

Deno.test("parseErrorLine() ignores other lines and codes that nobody knows", () => {
  assert.equal(parseErrorLine("payment: 12 orders"), undefined);
  assert.equal(parseErrorLine("error a; b [NO_SUCH_CODE]"), undefined);
});

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
  for (const code of [1, 2, 130, 137]) assert.equal(isFailure("payment", code, true), true);
});
