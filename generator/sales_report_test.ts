import assert from "node:assert/strict";
import { parseLocal } from "../orders/local_time.ts";
import { closingLine } from "./sales_report.ts";

Deno.test("closingLine() says how many orders were sold, how fast, and to which topics", () => {
  const sold = {
    orders: 30_660,
    bytes: 28_400_000,
    counts: { unpaid_orders: 12, finished_orders: 30_648, item_info: 81_000 },
    date: parseLocal("2026-11-22T23:00:56"),
  };
  assert.equal(
    closingLine(sold, 2000),
    "shop: 30,660 orders up to 2026-11-22T23:00:56, 28.4 MB, 15,330 a second; " +
      "12 to unpaid_orders, 30,648 to finished_orders",
  );
});

Deno.test("closingLine() says so when there was nothing to sell", () => {
  assert.equal(
    closingLine({ orders: 0, bytes: 0, counts: {}, date: undefined }, 0),
    "shop: no order was left to sell",
  );
});
