import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { parseLocal } from "../orders/local_time.ts";
import { summaryLines } from "./summary.ts";

const now = parseLocal("2026-11-23")!;

Deno.test("summaryLines() tells orders by status, rows per table, revenue and what to do next", () => {
  const lines = summaryLines({
    world: { version: 1, seed: 1, from: now, now, scale: 1 },
    orders: 1000,
    statuses: [["Delivered", 920], ["Timed Out", 80]],
    rows: {
      customer_info: 600,
      order_info: 920,
      item_info: 2800,
      failed_order_info: 80,
      failed_item_info: 240,
      sku_info: 55,
    },
    revenue: 5_600_000.5,
    deadLetters: 2,
  }, 83_000);
  assert.deepEqual(lines.map(stripVTControlCharacters), [
    "",
    "done in 1m 23s: 1,000 orders, seed 1, now 2026-11-23T00:00:00",
    "",
    "order status  orders   share",
    "Delivered        920  92.0 %",
    "Timed Out         80   8.0 %",
    "",
    "table               rows",
    "customer_info        600",
    "order_info           920",
    "item_info          2,800",
    "failed_order_info     80",
    "failed_item_info     240",
    "sku_info              55",
    "",
    "revenue ₱ 5,600,000.50",
    "2 dead letters: read the topic dead_letters",
    "",
    "next: 'deno task pipeline' goes on with this world, with --fresh it starts anew;",
    "      'deno task stack up' keeps the servers running for your own queries",
  ]);
});
