import assert from "node:assert/strict";
import { columns, count, elapsed, pesos } from "./terminal.ts";

Deno.test("count() and pesos() group thousands", () => {
  assert.equal(count(30700), "30,700");
  assert.equal(pesos(1234.5), "₱ 1,234.50");
});

Deno.test("elapsed() keeps to two units", () => {
  assert.deepEqual([999, 59_000, 83_000, 3_660_000].map(elapsed), ["0s", "59s", "1m 23s", "1h 01m"]);
});

Deno.test("columns() aligns cells and leaves no space at the end of a line", () => {
  assert.deepEqual(columns([["a", "1"], ["long", "22"], ["b", ""]], new Set([1])), [
    "a      1",
    "long  22",
    "b",
  ]);
});
