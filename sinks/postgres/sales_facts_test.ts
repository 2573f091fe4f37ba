import assert from "node:assert/strict";
import { fillFailure, pauseAfter } from "./sales_facts.ts";
import sales from "./sql/006_sales.sql" with { type: "text" };
import reader from "./sql/007_dashboard_reader.sql" with { type: "text" };
import fill from "./sql/fill_sales.sql" with { type: "text" };
import { FACTS } from "./tables.ts";

Deno.test("pauseAfter() leaves nine tenths of the time to others when fills are long", () => {
  for (const fill of [1_000, 60_000]) assert.ok(fill <= 0.1 * (fill + pauseAfter(fill)));
});

Deno.test("pauseAfter() looks again within seconds when fills are short", () => {
  assert.equal(pauseAfter(0), pauseAfter(100));
  assert.ok(pauseAfter(0) <= 10_000);
});

Deno.test("fillFailure() says in one line what stands still and why", () => {
  const line = "the dashboard's figures stand still: no room; trying again";
  assert.deepEqual([fillFailure(new Error("no room")), fillFailure("no room")], [line, line]);
});

for (const table of FACTS) {
  const columns = columnsOf(table);

  Deno.test(`fill_sales.sql gives ${table} every column, in its order`, () => {
    const [, list] = new RegExp(`INSERT INTO ${table} \\(([^)]*)\\)`).exec(fill) ?? [];
    assert.deepEqual(list?.split(",").map((name) => name.trim()), columns);
  });

  Deno.test(`${table} is commented, and the dashboard's role may read it`, () => {
    assert.match(sales, new RegExp(`^COMMENT ON TABLE ${table} IS '`, "m"));
    assert.match(reader, new RegExp(`\\b${table}\\b`));
  });
}

function columnsOf(table: string): string[] {
  const [, body] = new RegExp(`CREATE TABLE IF NOT EXISTS ${table} \\(\n([^;]*)\n\\);`).exec(sales) ?? [];
  assert.ok(body !== undefined, `no table ${table}`);
  return body.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? "");
}
