import assert from "node:assert/strict";
import { columnsOf } from "../../orders/row_columns.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { MARK, OWN_OBJECTS } from "./objects.ts";
import { FACTS, SQL_FILES, TABLES } from "./tables.ts";

const named = (kind: string) => OWN_OBJECTS.filter((object) => object.kind === kind).map(({ name }) => name);

Deno.test("OWN_OBJECTS lists every table, view and index of the SQL files", () => {
  assert.deepEqual(named("r").sort(), [...TABLES, ...FACTS, "sink_offsets"].sort());
  assert.deepEqual(named("v"), ["order_outcomes"]);
  const made = SQL_FILES.join("\n").match(/^CREATE (TABLE|INDEX|OR REPLACE VIEW)/gm)!;
  assert.equal(OWN_OBJECTS.filter(({ kind }) => kind !== "m").length, made.length);
});

Deno.test("OWN_OBJECTS knows the columns of every table, with their types as PostgreSQL writes them", () => {
  for (const { name, kind, columns } of OWN_OBJECTS) {
    if (kind === "r") assert.ok(columns.length >= 3, name);
  }
  for (const table of ROW_TABLES) {
    const expected = columnsOf(table).map((
      [name, type],
    ) => [name, type === "timestamp" ? "timestamp without time zone" : type]);
    const own = OWN_OBJECTS.find(({ name }) => name === table)!;
    assert.deepEqual([own.columns, own.hasKey], [expected, true], table);
  }
});

Deno.test("every table and view has a comment that ends with our mark, and is known by it without the mark", () => {
  const comments = SQL_FILES.join("\n").match(/^COMMENT ON (TABLE|VIEW) .*$/gm)!;
  assert.equal(comments.length, named("r").length + named("v").length);
  for (const comment of comments) assert.ok(comment.endsWith(` ${MARK}';`), comment);
  for (const { name, kind, earlierComments } of OWN_OBJECTS) {
    if (kind !== "i") {
      assert.ok(earlierComments.length > 0 && earlierComments.every((text) => text !== ""), name);
    }
  }
});
