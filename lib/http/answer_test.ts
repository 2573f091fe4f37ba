import assert from "node:assert/strict";
import { jsonOf, membersOf, messageIn, retryAfter } from "./answer.ts";

Deno.test("jsonOf() gives nothing for a proxy's page, and membersOf() nothing for what is no object", () => {
  assert.deepEqual(jsonOf('{"a":1}'), { a: 1 });
  assert.equal(jsonOf("<html>"), undefined);
  for (const value of [undefined, null, 7, "x", [1]]) assert.deepEqual(membersOf(value), {});
});

Deno.test("messageIn() gives the server's words on one line, and nothing where there are none", () => {
  assert.equal(messageIn('{"message":" not here\\n  nor there "}'), "not here nor there");
  for (const text of ["<html>", "{}", '{"message":""}', '{"message":7}', "[]"]) {
    assert.equal(messageIn(text), undefined, text);
  }
});

Deno.test("retryAfter() reads seconds and dates, and passes over anything else", () => {
  const wait = (value?: string) =>
    retryAfter({ headers: new Headers(value === undefined ? {} : { "retry-after": value }) }, now);
  const now = Date.parse("Fri, 06 Nov 2026 08:49:37 GMT");
  assert.equal(wait("120"), 120_000);
  assert.equal(wait("Fri, 06 Nov 2026 08:50:37 GMT"), 60_000);
  assert.equal(wait("Fri, 06 Nov 2026 08:00:00 GMT"), 0);
  for (const value of [undefined, "", "soon"]) assert.equal(wait(value), undefined);
});
