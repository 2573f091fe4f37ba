import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { errorLine, JSON_ERRORS, parseErrorLine } from "./error_line.ts";

const FAILURE = new TindahanError("OTHER_WORLD", "seed 1; not 2 [sic]", "leave --seed out; or add --fresh");
const FOR_PROGRAMS = { get: (name: string) => name === JSON_ERRORS.name ? JSON_ERRORS.value : undefined };
const FOR_PEOPLE = { get: () => undefined };

Deno.test("parseErrorLine() gives a failure back with code, problem and remedy, whatever characters they hold", () => {
  const read = parseErrorLine(errorLine(FAILURE, FOR_PROGRAMS));
  assert.deepEqual(
    [read?.code, read?.message, read?.remedy],
    [FAILURE.code, FAILURE.message, FAILURE.remedy],
  );
});

Deno.test("parseErrorLine() ignores other lines, half a line, and codes that nobody knows", () => {
  const line = errorLine(FAILURE, FOR_PROGRAMS);
  const others = [
    "payment: 12 orders",
    errorLine(FAILURE, FOR_PEOPLE),
    line.slice(0, 30),
    line.replace("OTHER_WORLD", "NO_SUCH_CODE"),
    '{"error":null}',
  ];
  for (const other of others) assert.equal(parseErrorLine(other), undefined, other);
});

Deno.test("errorLine() is one line for a person, even where a server's answer has several", () => {
  const failure = new TindahanError("UNREACHABLE", "no broker at h:1:\n  refused", "start one");
  assert.equal(
    errorLine(failure, FOR_PEOPLE),
    "error no broker at h:1: refused; start one [UNREACHABLE]",
  );
});
