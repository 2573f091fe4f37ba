import assert from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import { duration, positiveNumber, wholeNumber } from "./values.ts";

Deno.test("duration() reads milliseconds, seconds, minutes and hours, and nothing else", () => {
  assert.deepEqual(["500ms", "30s", "1.5m", "2h"].map(duration), [500, 30_000, 90_000, 7_200_000]);
  for (const text of ["", "30", "-1s", "1d", "s"]) assert.throws(() => duration(text), InvalidArgumentError);
});

Deno.test("wholeNumber() and positiveNumber() refuse empty, negative, fractional and huge values", () => {
  for (const text of ["", " ", "-1", "1.5", "1e9", "x"]) {
    assert.throws(() => wholeNumber(0, 1000)(text), InvalidArgumentError);
  }
  for (const text of ["", "0", "-4", "Infinity", "NaN"]) {
    assert.throws(() => positiveNumber(1e6)(text), InvalidArgumentError);
  }
  assert.equal(positiveNumber(10)("0.5"), 0.5);
});
