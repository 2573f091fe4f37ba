import assert from "node:assert/strict";
import fc from "fast-check";
import { type Clock, dueOrders } from "./pace.ts";

/** A clock that moves when somebody sleeps, a little too far as real ones do. */
function testClock(lateness = 0): Clock & { time: number; longest: number } {
  return {
    time: 5000,
    longest: 0,
    now() {
      return this.time;
    },
    sleep(milliseconds) {
      this.longest = Math.max(this.longest, milliseconds);
      this.time += milliseconds + lateness;
      return Promise.resolve();
    },
  };
}

const never = new AbortController().signal;

async function total(dues: AsyncIterable<number>): Promise<number> {
  let sum = 0;
  for await (const due of dues) sum += due;
  return sum;
}

Deno.test("dueOrders() lets rate x time orders fall due, whatever the rate", async () => {
  for (
    const [rate, seconds, orders] of [[4, 30, 120], [1, 1, 1], [1000, 2, 2000], [0.5, 10, 5], [
      333,
      3,
      999,
    ]] as const
  ) {
    assert.equal(
      await total(dueOrders(rate, seconds * 1000, testClock(), never)),
      orders,
      `${rate}/s for ${seconds} s`,
    );
  }
});

Deno.test("dueOrders() keeps the rate when sleeps end late", async () => {
  const rates = fc.double({ min: 0.5, max: 5000, noNaN: true }),
    lateness = fc.double({ min: 0, max: 50, noNaN: true });
  await fc.assert(
    fc.asyncProperty(rates, lateness, async (rate, late) => {
      const orders = await total(dueOrders(rate, 20_000, testClock(late), never));
      assert.ok(Math.abs(orders - rate * 20) <= 1, `${orders} orders at ${rate}/s in 20 s`);
    }),
    { numRuns: 30 },
  );
});

Deno.test("dueOrders() waits at most 100 ms when orders come faster than that, and as long as it takes when slower", async () => {
  const fast = testClock();
  await total(dueOrders(500, 3000, fast, never));
  assert.ok(fast.longest <= 101, `${fast.longest} ms`);
  const slow = testClock();
  await total(dueOrders(0.5, 10_000, slow, never));
  assert.ok(slow.longest > 1900 && slow.longest <= 2000, `${slow.longest} ms`);
});

Deno.test("dueOrders() leaves out what a shop missed that stood still", async () => {
  const clock = testClock();
  const dues = dueOrders(100, 60_000, clock, never);
  let largest = 0, sum = 0;
  for await (const due of dues) {
    if (sum === 0) clock.time += 30_000;
    sum += due;
    largest = Math.max(largest, due);
  }
  assert.ok(largest <= 102, `${largest} at once`);
  assert.ok(sum > 2900 && sum < 3150, `${sum} orders in the 30 s that were left`);
});

Deno.test("dueOrders() ends when the signal is aborted, and at once when there is no time", async () => {
  const stop = new AbortController();
  let orders = 0;
  for await (const due of dueOrders(10, Infinity, testClock(), stop.signal)) {
    orders += due;
    if (orders >= 25) stop.abort();
  }
  assert.equal(orders, 25);
  assert.equal(await total(dueOrders(10, 0, testClock(), never)), 0);
});
