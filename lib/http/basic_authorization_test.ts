import assert from "node:assert/strict";
import { basicAuthorization, causeOf } from "./basic_authorization.ts";

Deno.test("basicAuthorization() takes names and passwords in any alphabet", () => {
  assert.equal(basicAuthorization("maría", "ñ"), "Basic bWFyw61hOsOx");
  assert.equal(basicAuthorization("key"), "Basic a2V5Og==");
});

Deno.test("causeOf() finds what happened behind what was wrapped around it, on one line", () => {
  const inner = new Error("connection\nrefused");
  assert.equal(
    causeOf(new TypeError("fetch failed", { cause: new Error("client error", { cause: inner }) })),
    "connection refused",
  );
  assert.equal(causeOf(new Error("alone")), "alone");
});
