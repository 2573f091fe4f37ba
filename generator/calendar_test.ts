import assert from "node:assert/strict";
import { parseLocal } from "../orders/local_time.ts";
import { shopCalendar, type ShopDay } from "./calendar.ts";

const dayOf = (text: string): ShopDay => shopCalendar()(parseLocal(text)!);

Deno.test("shopCalendar() knows the rhythm of the month", () => {
  const rhythms = {
    "13": "ordinary",
    "14": "mid-month",
    "15": "mid-month",
    "16": "ordinary",
    "28": "ordinary",
  };
  for (const [day, rhythm] of Object.entries(rhythms)) {
    assert.equal(dayOf(`2022-01-${day}`).rhythm, rhythm, day);
  }
  for (const last of ["2022-01-29", "2022-02-26", "2024-02-27", "2022-04-28", "2022-12-31"]) {
    assert.equal(dayOf(last).rhythm, "end-of-month", last);
  }
  for (const before of ["2022-02-25", "2024-02-26", "2022-04-27"]) {
    assert.equal(dayOf(before).rhythm, "ordinary", before);
  }
});

Deno.test("shopCalendar() gives every sale one number, over the turn of month and year too", () => {
  const numbers = (from: string, days: number, kind: ShopDay["sale"]) => {
    const dayOf = shopCalendar(), start = parseLocal(from)!;
    const found = Array.from({ length: days }, (_, n) => dayOf(start + n * 86_400 as typeof start));
    assert.ok(found.every(({ sale }) => sale === kind), `${from} and the days after are ${kind}`);
    return new Set(found.map(({ saleNumber }) => saleNumber)).size;
  };
  assert.equal(numbers("2022-12-16", 16 + 11, "end-of-month"), 1);
  assert.equal(numbers("2023-01-14", 2, "mid-month"), 1);
  assert.equal(dayOf("2023-01-12").sale, "none");
  assert.equal(dayOf("2023-01-13").sale, "none");
});

Deno.test("shopCalendar() gives neighbouring sales different numbers", () => {
  const sales = ["2022-11-20", "2022-12-14", "2022-12-20", "2023-01-15", "2023-01-16"].map((day) =>
    dayOf(day).saleNumber
  );
  assert.equal(new Set(sales).size, sales.length);
});

Deno.test("shopCalendar() answers for days in any sequence", () => {
  const calendar = shopCalendar();
  const there = calendar(parseLocal("2022-01-14")!), back = calendar(parseLocal("2022-01-31")!);
  assert.deepEqual(calendar(parseLocal("2022-01-14T23:59:59")!), there);
  assert.equal(back.rhythm, "end-of-month");
});
