import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { parseLocal } from "../orders/local_time.ts";
import { plainLine, screenLines } from "./screen.ts";
import type { Snapshot } from "./snapshot.ts";

const moment = parseLocal("2023-04-02T13:20:59")!;
const snapshot: Snapshot = {
  at: 2000,
  world: { version: 1, seed: 7, from: moment, now: moment, scale: 1 },
  position: {
    orders: 26_700,
    date: moment,
    counts: { unpaid_orders: 56, finished_orders: 24_120, failed_orders: 2110 },
  },
  consumers: {
    payment: { lag: 0, counts: {} },
    shipping: { lag: 12, counts: {} },
    delivery: { lag: 0, counts: {} },
    splice: { lag: 1204, counts: {} },
    sink: { lag: 30_512, counts: {} },
  },
  rows: {
    customer_info: 8120,
    order_info: 14_201,
    item_info: 41_000,
    failed_order_info: 1020,
    failed_item_info: 3100,
    sku_info: 55,
  },
  customersMissing: 3,
};
const frame = {
  phase: "history",
  running: 12_000,
  before: { ...snapshot, at: 1000 },
  now: snapshot,
} as const;

Deno.test("screenLines() shows topics, lag and rows side by side within 80 columns", () => {
  assert.deepEqual(screenLines(frame).map(stripVTControlCharacters), [
    "",
    "Tindahan  seed 7  2023-04-02 13:20:59  history  12s",
    "",
    "topic            orders  per s    service      lag    table                rows",
    "unpaid_orders        56      0    payment        0    customer_info       8,120",
    "paid_orders           0      0    shipping      12    order_info         14,201",
    "shipped_orders        0      0    delivery       0    item_info          41,000",
    "finished_orders  24,120      0    splice     1,204    failed_order_info   1,020",
    "failed_orders     2,110      0    sink      30,512    failed_item_info    3,100",
    "dead_letters          0",
    "",
  ]);
});

Deno.test("plainLine() says the same in one line", () => {
  assert.equal(
    plainLine(frame),
    "12s  history  2023-04-02T13:20:59  orders 26700  finished 24120  failed 2110  rows 67441  " +
      "lag: payment 0, shipping 12, delivery 0, splice 1204, sink 30512",
  );
});
