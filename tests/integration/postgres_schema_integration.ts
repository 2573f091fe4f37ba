/**
 * One schema for all parts, whatever the search path and whatever tables other schemas have. Empties topics, groups and
 * connectors; each test has a database of its own.
 */
import assert from "node:assert/strict";
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { required } from "../../lib/settings/addresses.ts";
import { registryAddress } from "../../lib/settings/http_addresses.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { fillSalesFacts } from "../../sinks/postgres/sales_facts.ts";
import { createTables, dropTables, rowCounts } from "../../sinks/postgres/tables.ts";
import { connectGroup, deleteConnectors, startConnectSink } from "../../sinks/connect/connect_sink.ts";
import { deleteGroups } from "../../kafka/topics/topics.ts";
import { DIRECT_SINK } from "../../sinks/direct/direct_member.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { ensureReader, READER } from "../../superset/reader_role.ts";
import { kafka, produce, startScript, until } from "./exactly_once_harness.ts";
import { execute, withNewDatabase } from "./new_database.ts";
import { connect, distinctRows, newTopics, rowRecords, sampleRows } from "./sink_harness.ts";

const registry = required(registryAddress(Deno.env), "schema registry", "SCHEMA_REGISTRY_URL");
const in_ = (address: DatabaseAddress, schema: string): DatabaseAddress => ({ ...address, schema });
const ROWS = sampleRows(1, 20);

/** A table that would take our rows if its schema were found first. */
const decoy = (schema: string) =>
  `CREATE SCHEMA "${schema}";
   ${
    ROW_TABLES.map((table) => `CREATE TABLE "${schema}".${table} (LIKE public.${table} INCLUDING ALL)`).join(
      ";",
    )
  }`;

async function untilStored(address: DatabaseAddress): Promise<void> {
  const wanted = JSON.stringify(Object.entries(distinctRows(ROWS)).sort());
  await withDatabase(
    address,
    "test",
    (client) =>
      until(
        "all rows are stored",
        async () => JSON.stringify(Object.entries(await rowCounts(client)).sort()) === wanted,
        120,
      ),
  );
}

async function rowsIn(address: DatabaseAddress, schema: string): Promise<number> {
  const counts = ROW_TABLES.map((table) => `(SELECT count(*) FROM "${schema}".${table})`);
  const [row] = await execute(address, `SELECT (${counts.join(" + ")})::integer AS rows`);
  return Number(row?.["rows"]);
}

/** Topics with rows in them, and no sink that has read one. */
async function newWorld(): Promise<void> {
  await deleteConnectors(connect);
  await deleteGroups(kafka, [DIRECT_SINK, ...ROW_TABLES.map(connectGroup)]);
  await produce(rowRecords(ROWS, await newTopics()));
}

for (const schema of ["public", "wh", "wh_1", "My Shop"]) {
  Deno.test(`Kafka Connect stores rows in the schema '${schema}', whatever schemas have tables of the same names`, async () => {
    await withNewDatabase(async (address) => {
      const there = in_(address, schema);
      await withDatabase(in_(address, "public"), "test", createTables);
      // Before ours and behind it by their letters; one fits wh_1 as a pattern.
      const others = ["aaa", "zzz", "wh21"];
      for (const name of others) await execute(address, decoy(name));
      await withDatabase(there, "test", createTables);
      await newWorld();
      try {
        await startConnectSink(connect, { database: there, registry });
        await untilStored(there);
      } finally {
        await deleteConnectors(connect);
      }
      for (const name of [...others, ...(schema === "public" ? [] : ["public"])]) {
        assert.equal(await rowsIn(address, name), 0, name);
      }
    }, ["search_path = 'aaa, public, zzz'"]);
  });
}

Deno.test("the direct sink, counts and figures keep to the schema that TINDAHAN_SCHEMA names", async () => {
  await withNewDatabase(async (address) => {
    const there = in_(address, "My Shop");
    await withDatabase(in_(address, "public"), "test", createTables);
    await newWorld();
    const settings = { DATABASE_URL: address.url, TINDAHAN_SCHEMA: "My Shop" };
    await using _sink = startScript("tasks/sink.ts", ["--to", "direct"], settings);
    // It makes the schema and its tables.
    await until(
      "the schema is there",
      async () =>
        (await execute(address, "SELECT to_regclass('\"My Shop\".sku_info') IS NOT NULL AS made"))[0]
          ?.["made"] === true,
    );
    await untilStored(there);
    await withDatabase(there, "test", async (client) => {
      await fillSalesFacts(client);
      const { rows } = await client.query('SELECT count(*)::integer AS facts FROM "My Shop".order_facts');
      assert.ok(rows[0].facts > 0);
    });
    assert.equal(await rowsIn(address, "public"), 0);
    const offsets = await execute(address, "SELECT count(*)::integer AS rows FROM public.sink_offsets");
    assert.deepEqual(offsets, [{ rows: 0 }]);
  }, ["search_path = 'public'"]);
});

Deno.test("the tables of one schema are dropped, those of another stay", async () => {
  await withNewDatabase(async (address) => {
    for (const schema of ["public", "wh"]) await withDatabase(in_(address, schema), "test", createTables);
    await withDatabase(in_(address, "wh"), "test", dropTables);
    const left = await execute(
      address,
      "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'order_info'",
    );
    assert.deepEqual(left, [{ schemaname: "public" }]);
  });
});

Deno.test("the dashboard's role may read the schema that is named", async () => {
  await withNewDatabase(async (address) => {
    await withDatabase(in_(address, "wh"), "test", async (client) => {
      await ensureReader(client, "x".repeat(12));
      await createTables(client);
      const { rows } = await client.query(
        `SELECT
           has_schema_privilege('${READER}', 'wh', 'USAGE') AS schema,
           has_table_privilege('${READER}', 'wh.order_facts', 'SELECT') AS table`,
      );
      assert.deepEqual(rows, [{ schema: true, table: true }]);
    });
  });
});
