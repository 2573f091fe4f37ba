import assert from "node:assert/strict";
import { columnsOf, type ColumnType, outOfRange } from "./row_columns.ts";

const COLUMN_EDGES: readonly { type: ColumnType; fits: unknown[]; not: unknown[] }[] = [
  { type: "smallint", fits: [-32_768, 0, 32_767], not: [32_768, -32_769, 1.5, "1", NaN] },
  { type: "integer", fits: [-(2 ** 31), 2 ** 31 - 1], not: [2 ** 31, -(2 ** 31) - 1, Infinity] },
  { type: "bigint", fits: [Number.MAX_SAFE_INTEGER], not: [Number.MAX_SAFE_INTEGER + 1, 0.1] },
  { type: "real", fits: [0, 0.05, 1, 3e38], not: [1e39, 1e-60, Infinity, NaN, "0.05"] },
  { type: "boolean", fits: [true, false], not: [1, "true"] },
  { type: "text", fits: ["", "Peñaflor\t\n"], not: ["a\0b", 5] },
  { type: "numeric(12,2)", fits: [0, 999_999_999_999, -1], not: [1_000_000_000_000, 0.5] },
  {
    type: "timestamp",
    fits: ["2024-02-29T23:59:59"],
    not: ["2023-02-29T00:00:00", "2024-13-01T00:00:00", "2024-01-01T24:00:00", "2024-01-01", ""],
  },
];

for (const { type, fits, not } of COLUMN_EDGES) {
  Deno.test(`outOfRange() lets a ${type} hold exactly what PostgreSQL's can hold`, () => {
    for (const value of fits) {
      assert.equal(outOfRange({ c: value }, [["c", type]], undefined), undefined, `${value}`);
    }
    for (const value of not) {
      assert.match(outOfRange({ c: value }, [["c", type]], undefined) ?? "", /^c is /, `${value}`);
    }
  });
}

Deno.test("outOfRange() lets a column be null, unless it is the key", () => {
  assert.equal(outOfRange({ c: null }, [["c", "text"]], undefined), undefined);
  assert.equal(outOfRange({}, [["c", "text"]], undefined), undefined);
  assert.equal(outOfRange({ c: null }, [["c", "text"]], "c"), "c is null");
});

Deno.test("columnsOf() gives a failed order and its items the columns of their twins", () => {
  assert.deepEqual(columnsOf("failed_order_info"), columnsOf("order_info"));
  assert.deepEqual(columnsOf("failed_item_info"), columnsOf("item_info"));
});
