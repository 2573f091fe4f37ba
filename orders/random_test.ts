import assert from "node:assert/strict";
import fc from "fast-check";
import { type RandomStream, randomStream, randomStreams } from "./random.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const draws = (next: () => number, count: number) => Array.from({ length: count }, next);

Deno.test("randomStreams() yields the same draws for the same seed, purpose and number, in any order of asking", () => {
  fc.assert(fc.property(seeds, fc.string(), fc.nat(), fc.nat(), (seed, purpose, one, other) => {
    const first = randomStreams(seed, purpose), second = randomStreams(seed, purpose);
    const fiveOf = (stream: RandomStream) => draws(() => stream.next(), 5);
    const expected = fiveOf(first(one));
    second(other).next();
    assert.deepEqual(fiveOf(second(one)), expected);
  }));
});

Deno.test("randomStreams() yields other draws for another seed, purpose or number", () => {
  const of = (seed: number, purpose: string, number: number) => {
    const stream = randomStreams(seed, purpose)(number);
    return draws(() => stream.next(), 4).join();
  };
  const keys = [0, 1, 2, 2 ** 32 - 1].flatMap((seed) =>
    ["payment", "shipping", ""].flatMap((purpose) =>
      [0, 1, 2 ** 30, 2 ** 32, 2 ** 40].map((number) => of(seed, purpose, number))
    )
  );
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("randomStreams() keeps these draws for ever: worlds of older versions must not change", () => {
  const stream = randomStreams(1, "payment")(1);
  assert.deepEqual(draws(() => Math.floor(stream.next() * 1e6), 4), [230418, 748291, 412638, 828066]);
});

Deno.test("next() is uniform, and draws of neighbouring numbers are independent", () => {
  const streams = randomStreams(3, "test");
  const cells = new Array<number>(64).fill(0);
  const rounds = 64_000;
  for (let number = 1; number <= rounds; number++) {
    const own = Math.floor(streams(number).next() * 8), next = Math.floor(streams(number + 1).next() * 8);
    cells[own * 8 + next]! += 1;
  }
  const expected = rounds / 64;
  const chiSquare = cells.reduce((sum, cell) => sum + (cell - expected) ** 2 / expected, 0);
  // 63 degrees of freedom: above 120 once in 100,000 tries.
  assert.ok(chiSquare < 120, `chi square ${chiSquare}`);
});

Deno.test("whole() reaches both ends and nothing beyond", () => {
  const stream = randomStream(4, "test");
  const seen = new Set(draws(() => stream.whole(-2, 3), 1000));
  assert.deepEqual([...seen].sort((a, b) => a - b), [-2, -1, 0, 1, 2, 3]);
});

Deno.test("chance() is never true at 0 and always at 1", () => {
  const stream = randomStream(5, "test");
  for (let n = 0; n < 1000; n++) assert.deepEqual([stream.chance(0), stream.chance(1)], [false, true]);
});

Deno.test("pick() reaches every element", () => {
  const stream = randomStream(6, "test");
  assert.equal(new Set(draws(() => stream.pick([1, 2, 3]), 100)).size, 3);
});

Deno.test("weighted() keeps to the weights, and chooses the last where they fall short of 1", () => {
  const stream = randomStream(7, "test");
  let a = 0;
  for (let n = 0; n < 10_000; n++) if (stream.weighted([["a", 0.3], ["b", 0.7]]) === "a") a++;
  assert.ok(a > 2800 && a < 3200, `${a} of 10,000 at a weight of 0.3`);
  const rest = draws(() => stream.weighted([[1, 0], [2, 0.1]]), 100);
  assert.ok(rest.every((choice) => choice === 2));
});
