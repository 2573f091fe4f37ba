import assert from "node:assert/strict";
import { CATALOGUE } from "../../orders/catalogue.ts";
import { columnsOf, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import tables from "./sql/001_tables.sql" with { type: "text" };
import relations from "./sql/003_relations.sql" with { type: "text" };
import skuInfo from "./sql/004_sku_info.sql" with { type: "text" };
import { SQL_FILES, TABLES } from "./tables.ts";

Deno.test("004_sku_info.sql holds the catalogue, row by row", () => {
  const rows = [...skuInfo.matchAll(/^ *\( *(\d+), +([\d.]+), +([\d.]+)\)/gm)]
    .map(([, sku, price, cost]) => [sku, price, cost]);
  assert.deepEqual(
    rows,
    CATALOGUE.map(({ sku, price, cost }) => [String(sku), price.toFixed(2), cost.toFixed(2)]),
  );
});

for (const table of ["customer_info", "order_info", "item_info"] as const) {
  Deno.test(`001_tables.sql gives ${table} the columns of its rows`, () => {
    const [, body] = new RegExp(`CREATE TABLE IF NOT EXISTS ${table} \\(\n([^;]*)\n\\);`).exec(tables) ?? [];
    assert.ok(body !== undefined, `no table ${table}`);
    const columns = body.split("\n").map((line) => line.trim().replace(/,$/, "").split(/\s+/));
    assert.deepEqual(columns.map(([name, type]) => [name, type]), columnsOf(table));
    const [[key] = []] = columns.filter((words) => words.join(" ").endsWith("PRIMARY KEY"));
    assert.equal(key, PRIMARY_KEYS[table]);
  });
}

Deno.test("every table is commented", () => {
  for (const table of TABLES) assert.match(tables, new RegExp(`^COMMENT ON TABLE ${table} IS '`, "m"));
});

Deno.test("the relations are declared and never enforced", () => {
  assert.equal([...relations.matchAll(/FOREIGN KEY/g)].length, 1);
  assert.match(relations, /REFERENCES %I NOT ENFORCED/);
  assert.match(relations, /server_version_num'\)::integer < 180000/);
});

Deno.test("the SQL files keep what is there", () => {
  for (const file of SQL_FILES) {
    assert.doesNotMatch(file, /^\s*(DROP|TRUNCATE|DELETE)\b/im);
    assert.doesNotMatch(file, /CREATE (TABLE|INDEX) (?!IF NOT EXISTS)/);
  }
});
