import assert from "node:assert/strict";
import { placementOf, requireUsableBinaries } from "./postgres_home.ts";

const POSTGRES = { name: "postgres", uid: 101, gid: 104 };

Deno.test("placementOf() keeps an ordinary user's PostgreSQL in the data folder, whatever accounts there are", () => {
  assert.deepEqual(placementOf(1000, undefined, false), { kind: "ours" });
  assert.deepEqual(placementOf(1000, POSTGRES, true), { kind: "ours" });
});

Deno.test("placementOf() hands root's data to the account that can reach it", () => {
  assert.deepEqual(placementOf(0, POSTGRES, true), { kind: "handed over", account: POSTGRES });
});

Deno.test("placementOf() moves root's data out of folders that the account cannot enter", () => {
  assert.deepEqual(placementOf(0, POSTGRES, false), { kind: "elsewhere", account: POSTGRES });
});

Deno.test("placementOf() tells root what to do where there is no other account", () => {
  assert.throws(() => placementOf(0, undefined, true), { code: "MISSING_PROGRAM" });
});

Deno.test("requireUsableBinaries() refuses what initdb's shell would read otherwise, and nothing else", () => {
  requireUsableBinaries("/w/it's #1 señor, a:b;c & [d]/native");
  for (const folder of ['/w/"q"', "/w/$HOME", "/w/`id`"]) {
    assert.throws(() => requireUsableBinaries(folder), { code: "BAD_CALL" }, folder);
  }
});
