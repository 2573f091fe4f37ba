import assert from "node:assert/strict";
import fc from "fast-check";
import { TindahanError } from "../../orders/errors.ts";
import { addTotals, formatTotals, NO_TOTALS, parseTotals, type Totals } from "./totals.ts";

const totals: fc.Arbitrary<Totals> = fc.record({
  orders: fc.nat(),
  counts: fc.record({
    paid_orders: fc.nat(),
    failed_orders: fc.nat(),
    failed_item_info: fc.nat(),
    dead_letters: fc.nat(),
  }, { requiredKeys: [] }),
});

Deno.test("parseTotals() reads what formatTotals() wrote", () => {
  fc.assert(fc.property(totals, (some) => {
    const read = parseTotals(formatTotals(some), "payment");
    assert.deepEqual({ ...read, counts: { ...read.counts } }, { ...some, counts: { ...some.counts } });
  }));
});

Deno.test("parseTotals() takes empty metadata for nothing counted", () => {
  assert.deepEqual(parseTotals("", "payment"), NO_TOTALS);
  assert.deepEqual(parseTotals(null, "payment"), NO_TOTALS);
});

Deno.test("parseTotals() refuses metadata that somebody else wrote", () => {
  for (
    const foreign of [
      "hello",
      "{",
      "[]",
      "3",
      "{}",
      '{"orders":-1}',
      '{"orders":1,"tea":2}',
      '{"orders":"1"}',
    ]
  ) {
    assert.throws(() => parseTotals(foreign, "payment"), (error) => {
      assert.ok(error instanceof TindahanError && error.code === "BAD_DATA", foreign);
      assert.ok(error.message.includes(foreign) && error.message.includes("payment"));
      return true;
    });
  }
});

Deno.test("formatTotals() stays far below the broker's limit of 4,096 bytes", () => {
  const most = Number.MAX_SAFE_INTEGER;
  const counts = { unpaid_orders: most, paid_orders: most, shipped_orders: most, finished_orders: most };
  const text = formatTotals({
    orders: most,
    counts: { ...counts, failed_orders: most, item_info: most, failed_item_info: most, dead_letters: most },
  });
  assert.ok(text.length < 500);
});

Deno.test("addTotals() adds in any grouping alike", () => {
  fc.assert(fc.property(totals, totals, totals, (a, b, c) => {
    assert.deepEqual(addTotals(a, b, c), addTotals(addTotals(a, b), c));
  }));
});
