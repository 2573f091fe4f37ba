/**
 * Holds the managed connectors of docs/confluent-cloud.md to the connectors of our own. They do the same under names of
 * Confluent's. Needs to read the project's files.
 */
import assert from "node:assert/strict";
import { databaseAt } from "../../lib/settings/database_address.ts";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import {
  type ConnectorConfig,
  connectorConfig,
  connectorName,
} from "../../sinks/connect/connector_config.ts";

const page = Deno.readTextFileSync(new URL("../../docs/confluent-cloud.md", import.meta.url));
const told: ConnectorConfig[] = [...page.matchAll(/^```json\n(.*?)^```$/gms)]
  .map((match) => JSON.parse(match[1]!));
const own = (table: RowTable) =>
  connectorConfig(table, {
    database: databaseAt("postgres://tindahan@127.0.0.1/tindahan"),
    registry: { url: "https://registry.example" },
  });
const transformsOf = (config: ConnectorConfig) =>
  Object.entries(config).filter(([name]) => /^transforms\b/.test(name)).sort();

/** Confluent's name of a setting, and Debezium's. */
const SAME = [
  ["topics", "topics"],
  ["pk.mode", "primary.key.mode"],
  ["pk.fields", "primary.key.fields"],
  ["tasks.max", "tasks.max"],
  ["consumer.override.isolation.level", "consumer.override.isolation.level"],
] as const;

Deno.test("each managed connector of the page stores its topic as our own connector does", () => {
  assert.ok(told.length > 0);
  for (const config of told) {
    const table = ROW_TABLES.find((name) => name === config["topics"]);
    assert.ok(table, `${config["topics"]} is no table`);
    const ours = own(table);
    assert.equal(config["name"], connectorName(table));
    for (const [name, debezium] of SAME) {
      assert.ok(config[name], name);
      assert.equal(config[name], ours[debezium], name);
    }
    assert.equal(config["insert.mode"]?.toLowerCase(), ours["insert.mode"]);
    assert.deepEqual(transformsOf(config), transformsOf(ours));
    assert.equal(config["table.name.format"], ours["collection.name.format"]);
    assert.equal(ours["schema.evolution"], "none");
    for (const name of ["auto.create", "auto.evolve"]) assert.equal(config[name], "false", name);
    assert.match(ours["value.converter"]!, /AvroConverter$/);
    assert.equal(config["input.data.format"], "AVRO");
    // The columns have no time zone, so the driver must not shift the readings.
    assert.equal(config["db.timezone"], "UTC");
  }
});

Deno.test("the page's table names every table with its key, and which of them have the example's dates", () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| `(\w+)` +\| ([^|`]+?) +\|$/gm)]
    .map(([, table, key, transforms]) => [table, key, transforms !== "none"]);
  const expected = ROW_TABLES.map((table) => {
    const config = own(table);
    const transforms = transformsOf(config);
    if (transforms.length > 0) assert.deepEqual(transforms, transformsOf(told[0]!));
    return [table, config["primary.key.fields"], transforms.length > 0];
  });
  assert.deepEqual(rows, expected);
});
