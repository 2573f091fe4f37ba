import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { GOLDEN_WORLD, goldenWorld } from "../tests/golden_world.ts";
import type { Clock } from "./pace.ts";
import { type SalesPlan, sell } from "./sales.ts";

const never = new AbortController().signal;
/** Time passes only while somebody sleeps. */
const testClock = (): Clock => {
  let time = 0;
  return {
    now: () => time,
    sleep(milliseconds) {
      time += milliseconds;
      return Promise.resolve();
    },
  };
};

const PLAN: SalesPlan = { world: GOLDEN_WORLD, sold: 0, orders: 500, live: undefined, workers: 1 };
const LINES = goldenWorld().orders.map((order) => `${JSON.stringify(order)}\n`);
const HISTORY = goldenWorld().orders.filter(({ value }) => value.order_date <= "2026-11-23T00:00:00").length;

async function sold(plan: Partial<SalesPlan>, signal = never): Promise<string> {
  const parts: Buffer[] = [];
  const blocks = sell({ ...PLAN, ...plan }, { form: "lines" }, testClock(), signal);
  for await (const { bytes } of blocks) parts.push(Buffer.from(bytes));
  return Buffer.concat(parts).toString();
}

Deno.test("sell() ends with the history when there is to be nothing live", async () => {
  assert.equal(await sold({}), LINES.slice(0, HISTORY).join(""));
});

Deno.test("sell() goes live without a seam, paced or not", async () => {
  const whole = LINES.join("");
  assert.equal(await sold({ live: { rate: "max", duration: Infinity } }), whole);
  assert.equal(await sold({ live: { rate: 25, duration: Infinity } }), whole);
  assert.equal(await sold({ live: { rate: 100_000, duration: Infinity } }), whole);
});

Deno.test("sell() counts history and live together towards the last order", async () => {
  const live = { rate: "max", duration: Infinity } as const;
  for (const orders of [1, HISTORY - 1, HISTORY, HISTORY + 1]) {
    assert.equal(await sold({ live, orders }), LINES.slice(0, orders).join(""), `${orders} orders`);
  }
});

Deno.test("sell() goes on exactly behind what was sold before, in history and live", async () => {
  const live = { rate: 50, duration: Infinity } as const;
  for (const before of [1, HISTORY - 1, HISTORY, HISTORY + 1, 499, 500]) {
    assert.equal(await sold({ live, sold: before }), LINES.slice(before).join(""), `behind ${before}`);
  }
});

Deno.test("sell() ends when the live time is over", async () => {
  assert.equal(await sold({ live: { rate: 4, duration: 5000 } }), LINES.slice(0, HISTORY + 20).join(""));
  assert.equal(await sold({ live: { rate: "max", duration: 0 } }), LINES.slice(0, HISTORY).join(""));
});

Deno.test("sell() sells nothing more once the signal is aborted", async () => {
  assert.equal(await sold({ live: { rate: "max", duration: Infinity } }, AbortSignal.abort()), "");
});
