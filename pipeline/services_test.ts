import assert from "node:assert/strict";
import { parseErrorLine } from "./services.ts";

Deno.test("parseErrorLine() gives a service's failure back with problem, remedy and code", () => {
  const error = parseErrorLine(
    "error the topics hold seed 1, not 2; leave --seed out, or add --fresh [OTHER_WORLD]",
  );
  assert.equal(error?.message, "the topics hold seed 1, not 2");
  assert.equal(error?.remedy, "leave --seed out, or add --fresh");
  assert.equal(error?.exitCode, 2);
});

Deno.test("parseErrorLine() ignores other lines and codes that nobody knows", () => {
  assert.equal(parseErrorLine("payment: 12 orders"), undefined);
  assert.equal(parseErrorLine("error a; b [NO_SUCH_CODE]"), undefined);
});
