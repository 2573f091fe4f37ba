import assert from "node:assert/strict";
import { type Client, DatabaseError } from "pg";
import { CATALOGUE } from "../../orders/catalogue.ts";
import { columnsOf, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import tables from "./sql/001_tables.sql" with { type: "text" };
import relations from "./sql/003_relations.sql" with { type: "text" };
import skuInfo from "./sql/004_sku_info.sql" with { type: "text" };
import { SQL_FILES, TABLES, withAdvisoryLock } from "./tables.ts";

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

/** A server that fails a statement with SQLSTATE's codes, one each time, and a list of what it was told. */
function failing(statement: string, codes: string[]): { client: Client; said: string[] } {
  const said: string[] = [];
  const query = (text: string) => {
    said.push(text);
    const code = text === statement ? codes.shift() : undefined;
    if (code === undefined) return Promise.resolve({ command: text.split(" ")[0], rowCount: 1 });
    return Promise.reject(Object.assign(new DatabaseError(code, 0, "error"), { code }));
  };
  return { client: { query } as unknown as Client, said };
}

const beginnings = (said: readonly string[]) => said.filter((text) => text === "BEGIN").length;

Deno.test("withAdvisoryLock() begins the whole transaction again when it lost a deadlock or a conflict", async () => {
  const { client, said } = failing("UPDATE b", ["40P01", "40001"]);
  const results = await withAdvisoryLock(client, ["DELETE a", "UPDATE b"]);
  assert.deepEqual(results.map(({ command }) => command), ["DELETE", "UPDATE"]);
  const tried = ["BEGIN", "SELECT pg_advisory_xact_lock($1)", "DELETE a", "UPDATE b"];
  assert.deepEqual(said, [...tried, "ROLLBACK", ...tried, "ROLLBACK", ...tried, "COMMIT"]);
});

Deno.test("withAdvisoryLock() gives up on what trying again does not mend, and on deadlocks without end", async () => {
  const broken = failing("UPDATE b", ["23502"]);
  await assert.rejects(withAdvisoryLock(broken.client, ["UPDATE b"]), { code: "23502" });
  assert.equal(beginnings(broken.said), 1);
  const stuck = failing("UPDATE b", Array(99).fill("40P01"));
  await assert.rejects(withAdvisoryLock(stuck.client, ["UPDATE b"]), { code: "40P01" });
  assert.equal(beginnings(stuck.said), 10);
});
