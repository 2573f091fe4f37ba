import assert from "node:assert/strict";
import fc from "fast-check";
import {
  DAY,
  dayOfMonth,
  formatLocal,
  HOUR,
  type LocalSeconds,
  parseLocal,
  plus,
  secondsOf,
} from "./local_time.ts";

const moments = fc.integer({
  min: Date.UTC(1000, 0, 1) / 1000,
  max: Date.UTC(9999, 11, 31, 23, 59, 59) / 1000,
}).map((seconds) => seconds as LocalSeconds);

Deno.test("parseLocal() and secondsOf() read back what formatLocal() wrote", () => {
  fc.assert(fc.property(moments, (moment) => {
    const text = formatLocal(moment);
    assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    assert.equal(parseLocal(text), moment);
    assert.equal(secondsOf(text), moment);
    assert.equal(text, new Date(moment * 1000).toISOString().slice(0, 19));
  }));
});

Deno.test("parseLocal() takes a day without a time as its midnight", () => {
  assert.equal(parseLocal("2021-03-14"), parseLocal("2021-03-14T00:00:00"));
});

for (
  const text of [
    "2021-02-30",
    "2021-02-29T10:00:00",
    "2021-13-01",
    "2021-00-10",
    "2021-03-14T24:00:00",
    "2021-03-14T09:60:00",
    "2021-03-14 09:00:00",
    "2021-03-14T09:00:00Z",
    "2021-3-14",
    "0999-01-01",
    "tomorrow",
    "",
  ]
) {
  Deno.test(`parseLocal() refuses '${text}'`, () => assert.equal(parseLocal(text), undefined));
}

Deno.test("parseLocal() knows leap years", () => {
  assert.notEqual(parseLocal("2024-02-29"), undefined);
  assert.equal(parseLocal("2100-02-29"), undefined);
});

Deno.test("plus() drops fractions of a second downward", () => {
  assert.equal(plus(10 as LocalSeconds, 1.9), 11);
  assert.equal(plus(10 as LocalSeconds, -0.1), 9);
});

Deno.test("dayOfMonth() tells the day, the length of the month and its number", () => {
  const at = (text: string) => dayOfMonth(parseLocal(text)!);
  assert.deepEqual(at("2024-02-29T23:59:59"), { day: 29, daysInMonth: 29, month: 2024 * 12 + 1 });
  assert.deepEqual(at("2023-12-31"), { day: 31, daysInMonth: 31, month: 2023 * 12 + 11 });
  assert.equal(at("2024-01-01").month - at("2023-12-31").month, 1);
});

Deno.test("a day has 24 hours all year round", () => assert.equal(DAY, 24 * HOUR));
