import assert from "node:assert/strict";
import type { TindahanError } from "../orders/errors.ts";
import { parseLocal } from "../orders/local_time.ts";
import { DEFAULT_FROM, newWorld, sameWorld } from "./world_flags.ts";

const present = parseLocal("2026-11-23T10:00:00")!;
const early = parseLocal("2020-01-01")!;

const fails = (code: TindahanError["code"], words: RegExp) => (error: TindahanError) => {
  assert.equal(error.code, code);
  assert.match(`${error.message}; ${error.remedy}`, words);
  return true;
};

Deno.test("newWorld() fills in what was left out", () => {
  assert.deepEqual(newWorld({}, present), {
    version: 1,
    seed: 1,
    from: DEFAULT_FROM,
    now: present,
    scale: 1,
  });
  const flags = { seed: 0, from: early, now: early, scale: 0.5 };
  assert.deepEqual(newWorld(flags, present), { version: 1, ...flags });
});

Deno.test("newWorld() refuses a now before from, given or not", () => {
  assert.throws(
    () => newWorld({ now: early }, present),
    fails("BAD_CALL", /--now 2020-01-01T00:00:00 is before --from 2021/),
  );
  assert.throws(() => newWorld({ from: present }, early), fails("BAD_CALL", /--now 2020/));
});

Deno.test("sameWorld() takes the stored world where no flag contradicts it", () => {
  const stored = newWorld({ seed: 4, scale: 2 }, present);
  for (const flags of [{}, { seed: 4 }, { scale: 2, now: present }, stored]) {
    assert.equal(sameWorld(flags, stored), stored);
  }
});

Deno.test("sameWorld() names the flag that contradicts the stored world, and the way out", () => {
  const stored = newWorld({}, present);
  const refuses = (flags: Parameters<typeof sameWorld>[0], words: RegExp) =>
    assert.throws(() => sameWorld(flags, stored), fails("OTHER_WORLD", words));
  refuses({ seed: 2 }, /--seed 1, not 2; leave --seed out .* --fresh/);
  refuses({ from: early }, /--from 2021-03-14T09:00:00, not 2020-01-01T00:00:00/);
  refuses({ now: early }, /--now 2026-11-23T10:00:00/);
  refuses({ scale: 3 }, /--scale 1, not 3/);
});
