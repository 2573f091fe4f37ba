import assert from "node:assert/strict";
import { columnsOf, type ColumnType } from "../../orders/row_columns.ts";
import { ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import { ORDER_SCHEMAS } from "../../orders/schemas.ts";
import { ROW_TOPICS, type RowTopic } from "../../orders/topics.ts";
import { MIGRATIONS, STATEMENTS } from "./migrations.ts";

/** How a column's value must be made, where its type in the order is not its type in the row. */
const CASTS: Partial<Record<ColumnType, RegExp>> = {
  smallint: /^CAST\(.* AS INT\)$/,
  integer: /^CAST\(.* AS INT\)$/,
  "numeric(12,2)": /^CAST\(.* AS DECIMAL\(12, 2\)\)$/,
};

function selectsInto(topic: string) {
  return STATEMENTS.filter(({ stream, source }) => stream === topic.toUpperCase() && source !== undefined);
}

/** Expressions and aliases of a SELECT list; the first one is the key. */
function selected(text: string): { expression: string; alias: string }[] {
  const list = /\bSELECT\n([\s\S]*?)\nFROM /.exec(text)?.[1] ?? "";
  return list.split(",\n").map((line) => {
    const [, expression = "", alias = ""] = /^\s*(.*) AS `(\w+)`$/.exec(line) ?? [];
    return { expression, alias };
  });
}

Deno.test("the migrations are numbered without a gap, in the names that ksql-migrations reads", () => {
  const numbers = MIGRATIONS.map(([file]) => Number(/^V(\d{6})__\w+\.sql$/.exec(file)?.[1]));
  assert.deepEqual(numbers, MIGRATIONS.map((_, index) => index + 1));
});

Deno.test("each row topic has its statement, and its value columns are the row's, in order", () => {
  for (const topic of ROW_TOPICS) {
    const statements = selectsInto(topic);
    assert.ok(statements.length > 0, topic);
    for (const { text } of statements) {
      const [key, ...columns] = selected(text);
      assert.match(key?.alias ?? "", /_key$/, topic);
      assert.deepEqual(columns.map(({ alias }) => alias), columnsOf(topic).map(([name]) => name), topic);
    }
  }
});

Deno.test("what is wider in an order than in its row is cast, unless an earlier step did", () => {
  for (const topic of ROW_TOPICS) {
    const types = new Map(columnsOf(topic));
    for (const { text, source } of selectsInto(topic)) {
      if (source?.endsWith("_EXPLODED")) continue;
      for (const { expression, alias } of selected(text).slice(1)) {
        const cast = CASTS[types.get(alias)!];
        if (cast) assert.match(expression, cast, `${topic}.${alias}`);
        else assert.doesNotMatch(expression, /CAST/, `${topic}.${alias}`);
      }
    }
  }
});

Deno.test("each row stream is Avro under the row's record name, on the topic of its name", () => {
  const created = STATEMENTS.filter(({ kind, source }) => kind === "create" && source !== undefined);
  const named = (text: string, property: string) => new RegExp(`${property} = '([^']+)'`).exec(text)?.[1];
  for (const { text, stream } of created) {
    const topic = stream.toLowerCase();
    assert.equal(named(text, "KAFKA_TOPIC"), topic);
    assert.equal(named(text, "VALUE_FORMAT"), "AVRO");
    assert.equal(named(text, "KEY_FORMAT"), "KAFKA");
    const record = ROW_SCHEMAS[topic as RowTopic]?.["connect.name"] ?? "shop.FailedItemInfoExploded";
    assert.equal(named(text, "VALUE_AVRO_SCHEMA_FULL_NAME"), record);
  }
});

Deno.test("no query over orders makes a row of a record without the ids that rows are known by", () => {
  const overOrders = STATEMENTS.filter(({ source }) => source?.endsWith("_ORDERS"));
  assert.equal(overOrders.length, 6);
  for (const { text, file, line } of overOrders) {
    assert.match(
      text,
      /^FROM \w+\nWHERE order_id IS NOT NULL AND customer_info->customer_id IS NOT NULL\n/m,
      `${file}:${line}`,
    );
  }
});

Deno.test("every query reads from the beginning, exactly once", () => {
  for (const { source, properties } of STATEMENTS) {
    if (source === undefined) continue;
    assert.deepEqual(properties, {
      "auto.offset.reset": "earliest",
      "processing.guarantee": "exactly_once_v2",
    });
  }
});

Deno.test("the order streams have every field of the order schemas", () => {
  for (const topic of ["finished_orders", "failed_orders"] as const) {
    const text = STATEMENTS.find(({ stream }) => stream === topic.toUpperCase())?.text ?? "";
    const { properties = {} } = ORDER_SCHEMAS[topic];
    const fields = Object.entries(properties).flatMap(([name, { properties = {}, items }]) => [
      name,
      ...Object.keys(properties),
      ...Object.keys(items?.properties ?? {}),
    ]);
    const declared = [...text.matchAll(/^\s+(\w+) (?:BIGINT|STRING|DOUBLE|BOOLEAN|STRUCT|ARRAY)/gm)];
    assert.deepEqual(declared.map((match) => match[1]), ["order_key", ...fields]);
  }
});
