import assert from "node:assert/strict";
import fc from "fast-check";
import { HOUR, type LocalSeconds, MINUTE, parseLocal } from "../orders/local_time.ts";
import { randomStream } from "../orders/random.ts";
import { shopCalendar } from "./calendar.ts";
import { orderDates, volumeAdjuster } from "./order_dates.ts";

const from = parseLocal("2021-03-14T09:00:00")!;

function dates(count: number, seed: number, scale = 1): LocalSeconds[] {
  const next = orderDates({ from, scale }, randomStream(seed, "shop"));
  return Array.from({ length: count }, () => next());
}

/** Steps before the volume first changes, by the rhythm of the day on which they start, in seconds. */
function plainSteps(): Map<string, number[]> {
  const dayOf = shopCalendar();
  const steps = new Map<string, number[]>();
  for (let seed = 1; seed <= 200; seed++) {
    const chain = [from, ...dates(400, seed)];
    for (const [index, date] of chain.slice(1).entries()) {
      const before = chain[index]!;
      const { rhythm } = dayOf(before);
      const known = steps.get(rhythm) ?? [];
      steps.set(rhythm, known);
      known.push(date - before);
    }
  }
  return steps;
}

Deno.test("orderDates() keeps the steps of each kind of day within the order model's bounds", () => {
  const steps = plainSteps();
  for (
    const [rhythm, least, most] of [
      ["mid-month", 34 * MINUTE, HOUR + 59 * MINUTE + 59],
      ["end-of-month", 34 * MINUTE, 59 * MINUTE + 59],
      ["ordinary", 29 * MINUTE, 4 * HOUR + 59 * MINUTE + 59],
    ] as const
  ) {
    const found = steps.get(rhythm) ?? [];
    assert.ok(found.length > 1000, `${found.length} steps on ${rhythm} days`);
    const shortest = Math.min(...found), longest = Math.max(...found);
    assert.ok(shortest >= least && shortest < least + 2 * MINUTE, `${rhythm}: shortest ${shortest}`);
    assert.ok(longest <= most && longest > most - 2 * MINUTE, `${rhythm}: longest ${longest}`);
  }
});

Deno.test("orderDates() mixes slow, normal and fast ordinary steps 23 / 63 / 14 %", () => {
  const found = plainSteps().get("ordinary") ?? [];
  // By hand: only slow steps start in hour 4 (a quarter of them), only fast ones in hour 0 (a third of them).
  const share = (hour: number) =>
    found.filter((step) => Math.floor(step / HOUR) === hour).length / found.length;
  assert.ok(Math.abs(share(4) - 0.23 / 4) < 0.004, `hour 4: ${share(4)}`);
  assert.ok(Math.abs(share(0) - 0.14 / 3) < 0.004, `hour 0: ${share(0)}`);
});

Deno.test("orderDates() puts the first order one step behind the opening", () => {
  fc.assert(fc.property(fc.nat(), (seed) => {
    const [first] = dates(1, seed);
    assert.ok(first! - from >= 29 * MINUTE && first! - from < 5 * HOUR);
  }));
});

Deno.test("orderDates() never goes back, gives whole seconds, and keeps 6 minutes between orders at scale 1", () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0.1, max: 1000, noNaN: true }), (seed, scale) => {
      let last: number = from;
      for (const date of dates(2000, seed, scale)) {
        assert.ok(Number.isInteger(date) && date >= last);
        if (scale <= 1 && last > from) {
          assert.ok(date - last >= 6.5 * MINUTE - 1, `${date - last} s at ${scale}`);
        }
        last = date;
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("orderDates() multiplies the orders of a time by the scale, without losing fractions of a second", () => {
  const end = parseLocal("2022-03-14")!;
  const orders = (scale: number) => {
    const next = orderDates({ from, scale }, randomStream(5, "shop"));
    let count = 0;
    while (next() <= end) count++;
    return count;
  };
  const once = orders(1), thrice = orders(3), hundredfold = orders(100);
  assert.ok(Math.abs(thrice / once - 3) < 0.15, `${thrice} at scale 3, ${once} at 1`);
  assert.ok(Math.abs(hundredfold / once - 100) < 5, `${hundredfold} at scale 100, ${once} at 1`);
});

Deno.test("volumeAdjuster() drifts to shorter steps, by changes of 2 to 5 minutes, and stays near its trend", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = volumeAdjuster(randomStream(seed, "test"));
    let last = 0;
    for (let draw = 1; draw <= 300; draw++) {
      const sum = next(), change = sum - last;
      const longer = change >= 2 * MINUTE && change <= 4 * MINUTE + 29;
      const shorter = change <= -(2 * MINUTE + 29) && change >= -(4 * MINUTE + 59);
      assert.ok(change === 0 || longer || shorter, `changed by ${change} s`);
      assert.ok(Math.abs(sum + 26 * draw) <= 8 * MINUTE, `${sum} s after ${draw} draws`);
      last = sum;
    }
  }
});

Deno.test("volumeAdjuster() keeps near the weights of 39, 14 and 47 %", () => {
  const next = volumeAdjuster(randomStream(1, "test"));
  const counts = { longer: 0, same: 0, shorter: 0 };
  const draws = 20_000;
  for (let last = 0, n = 0; n < draws; n++) {
    const sum = next();
    counts[sum > last ? "longer" : sum < last ? "shorter" : "same"] += 1;
    last = sum;
  }
  for (const [name, weight] of [["longer", 0.39], ["same", 0.14], ["shorter", 0.47]] as const) {
    assert.ok(Math.abs(counts[name] / draws - weight) < 0.03, `${name}: ${counts[name] / draws}`);
  }
});
