import assert from "node:assert/strict";
import { ROW_SCHEMAS } from "./row_schemas.ts";
import { ROW_TOPICS } from "./topics.ts";

Deno.test("ROW_SCHEMAS is, to the byte, what ksqlDB registers", () => {
  const decimal = `{"type":"bytes","scale":2,"precision":12,"connect.version":1,` +
    `"connect.parameters":{"scale":"2","connect.decimal.precision":"12"},` +
    `"connect.name":"org.apache.kafka.connect.data.Decimal","logicalType":"decimal"}`;
  assert.equal(
    JSON.stringify(ROW_SCHEMAS.item_info),
    `{"type":"record","name":"ItemInfo","namespace":"shop","fields":[` +
      `{"name":"item_id","type":["null","string"],"default":null},` +
      `{"name":"order_id","type":["null","int"],"default":null},` +
      `{"name":"sku","type":["null","int"],"default":null},` +
      `{"name":"quantity","type":["null","int"],"default":null},` +
      `{"name":"discount_percent","type":["null","double"],"default":null},` +
      `{"name":"subtotal","type":["null",${decimal}],"default":null}` +
      `],"connect.name":"shop.ItemInfo"}`,
  );
});

Deno.test("ROW_SCHEMAS gives each topic a record name of its own", () => {
  const names = ROW_TOPICS.map((topic) => ROW_SCHEMAS[topic]["connect.name"]);
  assert.deepEqual(names, [
    "shop.CustomerInfo",
    "shop.OrderInfo",
    "shop.ItemInfoExploded",
    "shop.ItemInfo",
    "shop.FailedOrderInfo",
    "shop.FailedItemInfo",
  ]);
});

Deno.test("ROW_SCHEMAS has a long for the customer's id and an int for every other one", () => {
  const typeOf = (topic: typeof ROW_TOPICS[number], name: string) =>
    ROW_SCHEMAS[topic].fields.find((field) => field.name === name)?.type[1];
  assert.equal(typeOf("customer_info", "customer_id"), "long");
  assert.equal(typeOf("order_info", "customer_id"), "long");
  for (const name of ["order_id", "shipping_id", "item_variety"]) {
    assert.equal(typeOf("order_info", name), "int");
  }
});
