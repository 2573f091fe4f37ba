import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { statementsOf } from "./statements.ts";

const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof TindahanError && error.code === "BAD_DATA" && pattern.test(error.message);

Deno.test("statementsOf() locates each statement by its first word, past comments and blank lines", () => {
  const sql = "-- it's a comment; not a statement\n\nCREATE STREAM a (id STRING KEY)\n" +
    "  WITH (KAFKA_TOPIC = 'a');\n/* two\nlines */ INSERT INTO b SELECT * FROM a;\n";
  assert.deepEqual(
    statementsOf("V1.sql", sql).map(({ line, kind, stream, source }) => ({ line, kind, stream, source })),
    [
      { line: 3, kind: "create", stream: "A", source: undefined },
      { line: 6, kind: "insert", stream: "B", source: "A" },
    ],
  );
});

Deno.test("statementsOf() gives SET's properties to the statements after it, and to no earlier one", () => {
  const sql = "CREATE STREAM a;\nSET 'x' = '1';\nSET 'y'='2';\nCREATE STREAM b;\n";
  assert.deepEqual(statementsOf("f", sql).map(({ properties }) => properties), [{}, { x: "1", y: "2" }]);
});

Deno.test("statementsOf() keeps semicolons, dashes and comment marks inside quotes", () => {
  const [statement] = statementsOf("f", "CREATE STREAM a AS SELECT 'x;--/*' AS `b;c` FROM d;");
  assert.equal(statement?.text, "CREATE STREAM a AS SELECT 'x;--/*' AS `b;c` FROM d;");
});

Deno.test("statementsOf() keeps what stands between quotes and arrows", () => {
  const [statement] = statementsOf("f", "CREATE STREAM a AS\nSELECT b->c, d / e - 1 -- why\nFROM f;");
  assert.equal(statement?.text, "CREATE STREAM a AS\nSELECT b->c, d / e - 1 \nFROM f;");
});

Deno.test("statementsOf() names file and line of what it cannot read", () => {
  assert.throws(() => statementsOf("V2.sql", "CREATE STREAM a;\n\nDROP STREAM a;"), refused(/V2\.sql:3/));
  assert.throws(() => statementsOf("V2.sql", "\nCREATE STREAM a"), refused(/V2\.sql:2 has no semicolon/));
  assert.throws(() => statementsOf("V2.sql", "CREATE STREAM a\n WITH 'x;"), refused(/V2\.sql:2.*closed/));
});
