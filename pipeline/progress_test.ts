import assert from "node:assert/strict";
import type { LocalSeconds } from "../orders/local_time.ts";
import { trackProgress } from "./progress.ts";
import type { Frame } from "./screen.ts";
import type { Snapshot } from "./snapshot.ts";

const idle = { lag: 0, counts: {} };
const snapshot = (at: number, date: number): Snapshot => ({
  at,
  world: { version: 1, seed: 1, from: 0 as LocalSeconds, now: 100 as LocalSeconds, scale: 1 },
  position: { orders: 1, date: date as LocalSeconds, counts: {} },
  consumers: { payment: idle, shipping: idle, delivery: idle, splice: idle, sink: idle },
  rows: {
    customer_info: 0,
    order_info: 0,
    item_info: 0,
    failed_order_info: 0,
    failed_item_info: 0,
    sku_info: 0,
  },
  customersMissing: 0,
});

Deno.test("trackProgress() shows history up to now, live behind it, and draining once the shop is closed", () => {
  const frames: Frame[] = [];
  const { add, startDraining } = trackProgress(0, (frame) => frames.push(frame));
  add(snapshot(1, 100));
  add(snapshot(2, 101));
  startDraining();
  add(snapshot(3, 101));
  assert.deepEqual(frames.map(({ phase }) => phase), ["history", "live", "draining"]);
});

Deno.test("trackProgress() measures rates against a snapshot at least two seconds old once there is one", () => {
  const spans: number[] = [];
  const { add } = trackProgress(0, ({ before, now }) => spans.push(now.at - before.at));
  for (const at of [0, 1000, 2000, 3000, 4000]) add(snapshot(at, 1));
  assert.deepEqual(spans, [0, 1000, 2000, 2000, 2000]);
});

Deno.test("trackProgress() resolves with the first snapshot that the judge accepts", async () => {
  const { add, waitFor } = trackProgress(0, () => {});
  const found = waitFor(({ at }) => at >= 2);
  add(snapshot(1, 1));
  add(snapshot(2, 1));
  add(snapshot(3, 1));
  assert.equal((await found).at, 2);
});

Deno.test("trackProgress() rejects with what the judge throws", async () => {
  const { add, waitFor } = trackProgress(0, () => {});
  const found = waitFor(() => {
    throw new Error("stuck");
  });
  add(snapshot(1, 1));
  await assert.rejects(found, /stuck/);
});
