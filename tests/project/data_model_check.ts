/** Compares docs/data-model.md with the topics, schemas, tables and files of the code. Needs to read page and sources. */
import assert from "node:assert/strict";
import { type DataType, type Decimal, type Dictionary, Type } from "apache-arrow";
import { deadLetter } from "../../kafka/serdes/dead_letters.ts";
import { ALL_TOPICS } from "../../kafka/topics/topics.ts";
import { positionRecord, worldRecord } from "../../kafka/topics/world_topic.ts";
import { DEFAULT_FROM, newWorld } from "../../generator/world_flags.ts";
import { columnsOf, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { type AvroField, ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { type JsonSchema, ORDER_SCHEMAS } from "../../orders/schemas.ts";
import { ORDER_TOPICS, PARTITIONS, ROW_TOPICS } from "../../orders/topics.ts";
import { EXPORT_TABLES, exportColumns } from "../../sinks/export/export_tables.ts";
import { ORDER_SCHEMA } from "../../sinks/export/order_batch.ts";
import { sectionsOf, tablesOf, textOf } from "../pages.ts";
import { sourceFiles } from "../source_files.ts";

const PAGE = "docs/data-model.md";

/** The cells of the given columns, row by row. */
const cells = (rows: readonly string[][] | undefined, ...columns: number[]) =>
  rows?.map((row) => columns.map((column) => row[column]));

Deno.test("the data model names every topic with its partitions and kind of value", () => {
  const [topics] = tablesOf(PAGE, "Topics");
  const single = ["dead_letters", "world"];
  assert.deepEqual(
    cells(topics, 0, 1),
    ALL_TOPICS.map((topic) => [topic, single.includes(topic) ? "1" : String(PARTITIONS)]),
  );
  const valueOf = new Map(topics?.map(([topic, , , value]) => [topic, value]));
  for (const topic of ORDER_TOPICS) assert.equal(valueOf.get(topic), "order, JSON Schema");
  for (const topic of ROW_TOPICS) assert.equal(valueOf.get(topic), "row, Avro");
});

/** The fields of an object that are no objects themselves, by their paths. */
function leaves(schema: JsonSchema, path = ""): [string, JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = `${path}${name}`;
    if (field.properties !== undefined) return leaves(field, `${here}.`);
    return field.items === undefined ? [[here, field]] : leaves(field.items, `${here}[].`);
  });
}

const isNull = ({ type }: JsonSchema) => type === "null";
const knownPart = (schema: JsonSchema) => schema.oneOf?.find((part) => !isNull(part)) ?? schema;

Deno.test("the data model names every field of the order topics with its type", () => {
  const [fields] = tablesOf(PAGE, "Order topics");
  for (const topic of ORDER_TOPICS) {
    assert.deepEqual(
      cells(fields, 0, 1),
      leaves(ORDER_SCHEMAS[topic]).map(([path, schema]) => [path, knownPart(schema).type]),
      topic,
    );
  }
});

/** What a schema allows, in the page's words. */
function allowed(schema: JsonSchema): string {
  const known = knownPart(schema);
  if (known.type === "boolean") return schema.enum?.join(" or ") ?? "true or false";
  if (known.enum !== undefined) return known.enum.join(", ");
  const kind = known.type === "integer" ? "number" : known.pattern?.includes("T") ? "date" : "text";
  return schema.oneOf === undefined ? kind : `${kind} or null`;
}

Deno.test("the data model says which fields of an order are known in which topic", () => {
  const [, stages] = tablesOf(PAGE, "Order topics");
  const byTopic = ORDER_TOPICS.map((topic) => new Map(leaves(ORDER_SCHEMAS[topic])));
  const methods = "Credit Card, Bank Transfer, Digital Wallet";
  const said = (path: string) =>
    byTopic.map((fields) =>
      allowed(fields.get(path)!).replace(`Unpaid, ${methods}`, "Unpaid or a method").replace(
        methods,
        "a method",
      )
    );
  const differing = leaves(ORDER_SCHEMAS.unpaid_orders).map(([path]) => path)
    .filter((path) => new Set(ORDER_TOPICS.map((_, n) => JSON.stringify(byTopic[n]!.get(path)))).size > 1);
  assert.deepEqual(stages, differing.map((path) => [path, ...said(path)]));
});

/** Row topics by the heading under which the page lists their columns. */
const ROW_SECTIONS = {
  "customer_info": ["customer_info"],
  "order_info, failed_order_info": ["order_info", "failed_order_info"],
  "item_info_exploded": ["item_info_exploded"],
  "item_info, failed_item_info": ["item_info", "failed_item_info"],
} as const;

const avroName = ({ type: [, type] }: AvroField) =>
  typeof type === "string" ? type : `decimal(${type.precision},${type.scale})`;

Deno.test("the data model names every column of the row topics with its types and primary key", () => {
  assert.deepEqual(Object.values(ROW_SECTIONS).flat().sort(), [...ROW_TOPICS].sort());
  for (const [heading, topics] of Object.entries(ROW_SECTIONS)) {
    const [columns] = tablesOf(PAGE, heading);
    for (const topic of topics) {
      const avro = ROW_SCHEMAS[topic].fields.map((field) => [field.name, avroName(field)]);
      assert.deepEqual(cells(columns, 0, 1), columnsOf(topic), topic);
      assert.deepEqual(cells(columns, 0, 2), avro, topic);
      const table = ROW_TABLES.find((table) => table === topic);
      if (table === undefined) continue;
      assert.match(sectionsOf(PAGE).get(heading)!, new RegExp(`Primary key: \`${PRIMARY_KEYS[table]}\``));
    }
  }
});

/** The tables that the SQL files create with columns written out, by their names. */
function createdTables(): Map<string, string[][]> {
  const sql = sourceFiles(/^sinks\/postgres\/sql\/\d.*\.sql$/).map(textOf).join("\n");
  const created = sql.matchAll(/^CREATE TABLE IF NOT EXISTS (\w+) \(\n([^;]*?)\n\)/gm);
  return new Map([...created].map(([, table, body]) => {
    const lines = body!.split("\n").map((line) => line.trim().replace(/,$/, "").split(/\s+/));
    return [table!, lines.filter(([name]) => /^[a-z]/.test(name!)).map(([name, type]) => [name!, type!])];
  }));
}

Deno.test("the data model names every column of every table of PostgreSQL", () => {
  const tables = createdTables();
  const headings = [...textOf(PAGE).matchAll(/^### (?!Wire format)(.+)$/gm)].flatMap(([, name]) =>
    name!.split(", ")
  );
  // Twins are created by LIKE, a topic without a table has no columns here, a view has no CREATE TABLE.
  const others = ["failed_order_info", "failed_item_info", "item_info_exploded", "order_outcomes"];
  assert.deepEqual(headings.sort(), [...tables.keys(), ...others].sort());
  for (const [table, columns] of tables) {
    const heading = Object.entries(ROW_SECTIONS).find(([, topics]) =>
      topics.some((topic) => topic === table)
    )?.[0] ?? table;
    assert.deepEqual(cells(tablesOf(PAGE, heading)[0], 0, 1), columns, table);
  }
});

Deno.test("the data model names every column of the view order_outcomes with the types of its tables", () => {
  const [columns] = tablesOf(PAGE, "order_outcomes");
  const facts = new Map(createdTables().get("order_facts")!.map(([name, type]) => [name, type]));
  const [, list] = /CREATE OR REPLACE VIEW order_outcomes AS\nSELECT ([^;]*?)\nFROM order_facts/.exec(
    textOf("sinks/postgres/sql/006_sales.sql"),
  ) ?? [];
  const names = list?.split(", ").map((column) => column.split(" AS ").at(-1)!);
  assert.deepEqual(cells(columns, 0, 1), names?.map((name) => [name, facts.get(name) ?? "text"]));
});

Deno.test("the data model names the headers and reasons of dead letters", () => {
  const [headers, reasons] = tablesOf(PAGE, "Dead letters");
  const record = { topic: "paid_orders", partition: 0, offset: "1", key: null, value: null };
  const letter = deadLetter(record, "shipping", { reason: "NullValue", message: "" });
  assert.deepEqual(cells(headers, 0), letter.headers!.map(([name]) => [name]));
  const [, union] = /readonly reason:([^;]*);/.exec(textOf("kafka/serdes/dead_letters.ts")) ?? [];
  assert.deepEqual(
    cells(reasons, 0),
    [...union!.matchAll(/"(\w+)"/g)].map(([, reason]) => [reason]),
  );
});

Deno.test("the data model names the fields of the topic world", () => {
  const [fields] = tablesOf(PAGE, "The topic world");
  const records = [
    worldRecord(newWorld({}, DEFAULT_FROM)),
    positionRecord({ orders: 0, date: DEFAULT_FROM, counts: {} }),
  ];
  assert.deepEqual(
    cells(fields, 0, 1),
    records.flatMap(({ key, value }) =>
      Object.keys(JSON.parse(String(value))).map((name) => [String(key), name])
    ),
  );
});

/** The fields of an Arrow type that hold no others, by their paths. */
function arrowLeaves(fields: readonly { name: string; type: DataType }[], path = ""): [string, string][] {
  return fields.flatMap(({ name, type }) => {
    const here = `${path}${name}`;
    if (type.typeId === Type.Struct) return arrowLeaves(type.children ?? [], `${here}.`);
    if (type.typeId === Type.List) return arrowLeaves(type.children[0]!.type.children, `${here}[].`);
    return [[here, arrowName(type)]];
  });
}

function arrowName(type: DataType): string {
  if (type.typeId === Type.Dictionary) return arrowName((type as Dictionary).dictionary);
  if (type.typeId === Type.Timestamp) return "Timestamp";
  if (type.typeId !== Type.Decimal) return String(type);
  const { precision, scale } = type as Decimal;
  return `Decimal(${precision},${scale})`;
}

Deno.test("the data model names every field of the exported orders, and every flat file", () => {
  const [fields] = tablesOf(PAGE, "Files");
  assert.deepEqual(fields, arrowLeaves(ORDER_SCHEMA.fields));
  const prose = sectionsOf(PAGE).get("Files")!.replaceAll(/\s+/g, " ");
  assert.ok(prose.includes(EXPORT_TABLES.map((table) => `\`${table}\``).join(", ")));
  const sku = tablesOf(PAGE, "sku_info")[0];
  assert.deepEqual(
    exportColumns("sku_info"),
    cells(sku, 0, 1)?.map(([name, type]) => [name, type!.replace("numeric", "decimal")]),
  );
});

Deno.test("the data model names the fields of manifest.json", () => {
  const [, manifest] = tablesOf(PAGE, "Files");
  const [, body] = /export interface Manifest \{\n([\s\S]*?)\n\}/.exec(textOf("sinks/export/manifest.ts")) ??
    [];
  assert.deepEqual(
    cells(manifest, 0),
    [...body!.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name]) => [name]),
  );
});
