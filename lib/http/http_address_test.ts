import assert from "node:assert/strict";
import { parseHttpAddress, requestUrl } from "./http_address.ts";

Deno.test("parseHttpAddress() takes user name and password out, in any alphabet", () => {
  assert.deepEqual(parseHttpAddress("https://key:s%40c%2Fr%C3%A9t@host:8081/base/"), {
    url: "https://host:8081/base",
    username: "key",
    password: "s@c/rét",
  });
  assert.deepEqual(parseHttpAddress("http://maría:100%@h"), {
    url: "http://h",
    username: "maría",
    password: "100%",
  });
  assert.deepEqual(parseHttpAddress("http://key:a@b@h"), {
    url: "http://h",
    username: "key",
    password: "a@b",
  });
  assert.deepEqual(parseHttpAddress("http://token@h"), { url: "http://h", username: "token", password: "" });
});

Deno.test("parseHttpAddress() drops the slash at the end of the path and keeps the query", () => {
  assert.deepEqual(parseHttpAddress("http://h:1/x//"), { url: "http://h:1/x" });
  assert.deepEqual(parseHttpAddress("http://h/base/?tenant=x/"), { url: "http://h/base?tenant=x/" });
});

Deno.test("parseHttpAddress() refuses what is no address of HTTP, and what a password has torn apart", () => {
  const bad = [
    "h:8083",
    "postgres://h/d",
    "http://",
    "http://u:1/2@h",
    "http://u:1?2@h",
    "http://u:1#2@h",
    "http://h/#x",
  ];
  for (const text of bad) assert.equal(parseHttpAddress(text), undefined, text);
});

Deno.test("requestUrl() keeps the base's query behind the path", () => {
  const cases = [
    ["http://host", "/subjects", "http://host/subjects"],
    ["http://host/base?tenant=x", "/subjects", "http://host/base/subjects?tenant=x"],
    ["http://host/base/?tenant=x", "/c?a=1&b=2", "http://host/base/c?tenant=x&a=1&b=2"],
    ["http://host/base", "/c?a=1", "http://host/base/c?a=1"],
    ["http://host?tenant=a?b", "/c", "http://host/c?tenant=a?b"],
  ];
  for (const [url, path, whole] of cases) assert.equal(requestUrl({ url: url! }, path!), whole);
});
