import assert from "node:assert/strict";
import { causeOf } from "./lost_connection.ts";

Deno.test("causeOf() finds what happened behind what was wrapped around it, on one line", () => {
  const inner = new Error("connection\nrefused");
  assert.equal(
    causeOf(new TypeError("fetch failed", { cause: new Error("client error", { cause: inner }) })),
    "connection refused",
  );
  assert.equal(causeOf(new Error("alone")), "alone");
});
