import assert from "node:assert/strict";
import { isSame, parseMembers, parseStartTimes } from "./processes.ts";

Deno.test("parseStartTimes() reads /proc's ticks and ps's dates", () => {
  const times = parseStartTimes("41 S 8812345\n42 Ss   Mon Nov 23 19:24:01 2026\n");
  assert.deepEqual([...times], [[41, "8812345"], [42, "Mon Nov 23 19:24:01 2026"]]);
});

Deno.test("parseStartTimes() leaves out zombies and processes that ended while it looked", () => {
  assert.deepEqual([...parseStartTimes("41 Z 8812345\n42 \n\n")], []);
});

Deno.test("parseMembers() finds who lives in a group, by /proc or by ps", () => {
  const lines = "40 Z 40\n41 S 40\n  42 Ss    40\n43 S 400\n44 Z+ 40\n45 X 40\n46 \n\n";
  assert.deepEqual(parseMembers(lines, 40), [41, 42]);
});

Deno.test("isSame() tells a process from another one that got its number", () => {
  const server = { pid: 41, started: "8812345" };
  assert.equal(isSame(server, new Map([[41, "8812345"]])), true);
  assert.equal(isSame(server, new Map([[41, "9900000"]])), false);
  assert.equal(isSame(server, new Map()), false);
});
