import assert from "node:assert/strict";
import { progressText } from "./progress_line.ts";

Deno.test("progressText() shows share, rows and rows per second, never more than all", () => {
  assert.match(
    progressText("reading", 500, 1000, 500),
    /^reading █{12}─{12} 50 % {2}500 rows {2}1,000 rows\/s$/,
  );
  assert.match(progressText("reading", 1200, 1000, 1000), /█{24} 100 %/);
  assert.match(progressText("reading", 0, 0, 0), / 100 % {2}0 rows {2}0 rows\/s$/);
});
