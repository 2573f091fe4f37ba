import assert from "node:assert/strict";
import fc from "fast-check";
import { columnsOf } from "../../orders/row_columns.ts";
import { copyLine } from "./copy_text.ts";

Deno.test("copyLine() writes every type as PostgreSQL reads it", () => {
  assert.equal(
    copyLine({
      order_id: 7,
      order_date: "2021-03-14T09:00:00",
      customer_id: 9_007_199_254_740_991,
      order_total: 123_450,
      shipping_id: null,
      item_variety: 2,
      payment_status: false,
      payment_method: "Unpaid",
      express_shipping: true,
      order_status: "Timed Out",
      finished_date: "2021-03-21T09:00:00",
    }, columnsOf("failed_order_info")),
    "7\t2021-03-14T09:00:00\t9007199254740991\t1234.50\t\\N\t2\tf\tUnpaid\t\\N\tt\tTimed Out\t\\N\t\\N\t2021-03-21T09:00:00\n",
  );
});

Deno.test("copyLine() writes amounts to the centavo", () => {
  const amounts = [0, 5, -5, 100, 999_999_999_999].map((amount) =>
    copyLine({ amount }, [["amount", "numeric(12,2)"]])
  );
  assert.deepEqual(amounts, ["0.00\n", "0.05\n", "-0.05\n", "1.00\n", "9999999999.99\n"]);
});

Deno.test("copyLine() keeps the column after an empty text apart", () => {
  assert.equal(copyLine({ a: "", b: "x" }, [["a", "text"], ["b", "text"]]), "\tx\n");
});

Deno.test("copyLine() rounds a real once: its text names one real exactly", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
    const text = copyLine({ value }, [["value", "real"]]).trimEnd();
    assert.equal(Number(text), Math.fround(value));
  }));
});

Deno.test("copyLine() escapes a text so that COPY reads it back", () => {
  const back: Record<string, string> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("\\", "\t", "\n", "\r", "N", ".", "ñ", "a") }), (text) => {
      const line = copyLine({ text }, [["text", "text"]]);
      assert.match(line, /^[^\n\r\t]*\n$/);
      assert.equal(line.slice(0, -1).replace(/\\(.)/g, (_, escaped: string) => back[escaped]!), text);
    }),
  );
});
