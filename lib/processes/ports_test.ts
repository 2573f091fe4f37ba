import assert from "node:assert/strict";
import { freePortRange, parsePortRange } from "./ports.ts";

Deno.test("parsePortRange() reads what Linux says, and nothing else", () => {
  assert.deepEqual(parsePortRange("32768\t60999\n"), { first: 32768, last: 60999 });
  for (const text of ["", "32768", "a b", "5 4"]) assert.equal(parsePortRange(text), undefined, text);
});

Deno.test("freePortRange() looks for ten free ports below the system's own, the usual ones first", () => {
  assert.equal(freePortRange(32768, () => true), 29090);
  assert.equal(freePortRange(32768, (port) => port !== 29095), 29100);
  assert.equal(freePortRange(32768, (port) => port < 29000), 28990);
  assert.equal(freePortRange(20000, () => true), 19990);
  assert.equal(freePortRange(32768, () => false), undefined);
});

Deno.test("freePortRange() never touches the system's own ports", () => {
  const looked: number[] = [];
  freePortRange(29100, (port) => {
    looked.push(port);
    return false;
  });
  assert.equal(Math.max(...looked), 29090);
});
