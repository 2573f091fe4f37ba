/** What must not go wrong with tables, positions and connectors, on real servers. Empties topics, tables and connectors. */
import { databaseAt } from "../../lib/settings/database_address.ts";
import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { columnsOf } from "../../orders/row_columns.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { putConnector } from "../../sinks/connect/connect_rest.ts";
import { connectSinkState, deleteConnectors, startConnectSink } from "../../sinks/connect/connect_sink.ts";
import { watchConnectSink } from "../../sinks/connect/connect_watch.ts";
import { asReachedBy, connectorConfig, connectorName } from "../../sinks/connect/connector_config.ts";
import { connectDatabase } from "../../sinks/postgres/database.ts";
import { storeBatches } from "../../sinks/direct/row_batches.ts";
import { Fenced, readOffsets } from "../../sinks/direct/stored_offsets.ts";
import { createTables, customersMissing, dropTables, rowCounts } from "../../sinks/postgres/tables.ts";
import { createStaging } from "../../sinks/direct/upsert.ts";
import { startStack } from "../../stack/stack.ts";
import { freePortBase } from "./free_ports.ts";
import { produce, registryServer, startScript, until } from "./exactly_once_harness.ts";
import {
  connect,
  database,
  distinctRows,
  inDatabase,
  newTables,
  newTopics,
  rowRecords,
  sampleRows,
  startDirectSink,
  untilStored,
} from "./sink_harness.ts";
import { tableTexts } from "./table_texts.ts";

Deno.test("the SQL files can be applied twice, and by several at once", async () => {
  await inDatabase(dropTables);
  await Promise.all([1, 2, 3].map(() => inDatabase(createTables)));
  const once = await tableTexts(database.url);
  await inDatabase((client) => client.query("UPDATE sku_info SET cost = 0 WHERE sku = 7"));
  await inDatabase(createTables);
  assert.deepEqual(await tableTexts(database.url), once);
  assert.equal((await inDatabase(rowCounts)).sku_info, 55);
});

Deno.test("the tables have the columns of their rows, in order, and relations that are not enforced", async () => {
  await inDatabase(createTables);
  for (const table of ROW_TABLES) {
    const { rows } = await inDatabase((client) =>
      client.query(
        `SELECT attname, replace(format_type(atttypid, atttypmod), ' without time zone', '') AS type
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
        [table],
      )
    );
    assert.deepEqual(rows.map(({ attname, type }) => [attname, type]), columnsOf(table));
  }
  const { rows } = await inDatabase((client) =>
    client.query(
      `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to", conenforced AS enforced
       FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2`,
    )
  );
  assert.deepEqual(rows.map(({ from, to }) => `${from} -> ${to}`), [
    "failed_item_info -> failed_order_info",
    "failed_item_info -> sku_info",
    "failed_order_info -> customer_info",
    "item_info -> order_info",
    "item_info -> sku_info",
    "order_info -> customer_info",
  ]);
  assert.ok(rows.every(({ enforced }) => enforced === false));
});

Deno.test("customersMissing() counts the customers of stored orders whose own row is not there", async () => {
  await newTables();
  await inDatabase(async (client) => {
    await client.query("INSERT INTO customer_info (customer_id) VALUES (1)");
    await client.query("INSERT INTO order_info (order_id, customer_id) VALUES (1, 1), (2, 2), (3, 2)");
    await client.query("INSERT INTO failed_order_info (order_id, customer_id) VALUES (4, 2), (5, 3)");
    assert.equal(await customersMissing(client), 2);
  });
});

Deno.test("of two owners of a partition only the first one stores, and the second one changes nothing", async () => {
  await newTables();
  const first = await connectDatabase(database, "test"), second = await connectDatabase(database, "test");
  try {
    await Promise.all([createStaging(first), createStaging(second)]);
    const partition = { topic: "customer_info", partition: 0 };
    assert.deepEqual(await readOffsets(first, [partition]), [{ ...partition, offset: 0n }]);
    const batch = (company: string) => ({
      table: "customer_info" as const,
      rows: [{ customer_id: 1, company }],
      move: { ...partition, from: 0n, to: 1n, rows: 1 },
    });
    // Both at once: one waits for the other's lock, and then finds itself superseded.
    const results = await Promise.allSettled([
      storeBatches(first, [batch("first")]),
      storeBatches(second, [batch("second")]),
    ]);
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(refused[0]!.reason instanceof Fenced);
    const winner = results[0]!.status === "fulfilled" ? "first" : "second";
    const { rows } = await second.query("SELECT company FROM customer_info");
    assert.deepEqual(rows, [{ company: winner }]);
    assert.deepEqual(await readOffsets(second, [partition]), [{ ...partition, offset: 1n }]);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
});

Deno.test("the direct sink refuses a database that is ahead of the topics", async () => {
  await newTopics();
  await newTables();
  await inDatabase((client) => client.query("INSERT INTO sink_offsets VALUES ('order_info', 2, 5000, 5000)"));
  await using sink = startDirectSink();
  const { code, said } = await sink.ended();
  assert.equal(code, 2, said);
  assert.match(said, /order_info\/2 up to offset 5000, but the topic ends at 0.*--fresh.*\[OTHER_WORLD\]/);
});

Deno.test("the sink says in one line that PostgreSQL refuses the password, and does not repeat it", async () => {
  const url = new URL(database.url);
  url.password = "not-the-one";
  for (const way of ["direct", "connect"]) {
    await using sink = startScript("tasks/sink.ts", ["--to", way], { DATABASE_URL: url.href });
    const { code, said } = await sink.ended();
    assert.equal(code, 1);
    assert.match(
      said,
      /^error PostgreSQL at .* refused the user .* or its password; .* \[ACCESS_DENIED\]\n$/,
    );
    assert.doesNotMatch(said, /not-the-one/);
  }
});

Deno.test("a connector that cannot write says why, and goes on where it was once it can", async () => {
  const ids = await newTopics();
  await newTables();
  const rows = sampleRows(1, 200);
  await inDatabase((client) => client.query("ALTER TABLE order_info RENAME TO away"));
  await produce(rowRecords(rows, ids));
  await startConnectSink(connect, { database, registry: registryServer });
  await until(
    "the connector has failed",
    async () => (await connectSinkState(connect)).order_info.state === "FAILED",
  );
  assert.match((await connectSinkState(connect)).order_info.problem ?? "", /order_info/);
  await inDatabase((client) => client.query("ALTER TABLE away RENAME TO order_info"));
  await startConnectSink(connect, { database, registry: registryServer });
  await untilStored(distinctRows(rows));
  const states = Object.values(await connectSinkState(connect)).map(({ state }) => state);
  assert.deepEqual(new Set(states), new Set(["RUNNING"]));
  await deleteConnectors(connect);
  assert.equal((await connectSinkState(connect)).order_info.state, "MISSING");
});

Deno.test("connectors whose connections were cut are restarted, and go on where they were", async () => {
  const ids = await newTopics();
  await newTables();
  const rows = sampleRows(1, 1000), half = rows.length / 2;
  await startConnectSink(connect, { database, registry: registryServer });
  const stop = new AbortController();
  const watching = watchConnectSink(connect, stop.signal);
  await produce(rowRecords(rows.slice(0, half), ids));
  await untilStored(distinctRows(rows.slice(0, half)));
  const cut = await inDatabase((client) =>
    client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%JDBC%'",
    )
  );
  assert.ok((cut.rowCount ?? 0) > 0, "there was no connection to cut");
  await produce(rowRecords(rows.slice(half), ids));
  await untilStored(distinctRows(rows));
  stop.abort();
  await watching;
  await deleteConnectors(connect);
});

Deno.test("a connector that fails again and again is given up with its reason", async () => {
  const ids = await newTopics();
  await newTables();
  await inDatabase((client) => client.query("ALTER TABLE customer_info RENAME TO away"));
  await produce(rowRecords(sampleRows(1, 10), ids));
  await startConnectSink(connect, { database, registry: registryServer });
  await assert.rejects(
    watchConnectSink(connect, AbortSignal.timeout(120_000)),
    (error) =>
      error instanceof TindahanError && error.code === "SERVICE_FAILED" &&
      /^connector tindahan-customer-info failed: .*customer_info/.test(error.message),
  );
  await inDatabase((client) => client.query("ALTER TABLE away RENAME TO customer_info"));
  await deleteConnectors(connect);
});

Deno.test("a worker that starts again with a failure that was mended meanwhile is no failure", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-worker-" });
  await Deno.chmod(folder, 0o755);
  const env = new Map(
    ["PATH", "HOME", "DENO_DIR", "JAVA_HOME"].map((name) => [name, Deno.env.get(name) ?? ""]),
  )
    .set("TINDAHAN_DATA", folder).set("TINDAHAN_PORT", String(freePortBase()));
  const start = (server: "kafka" | "connect") =>
    startStack({ env, needs: new Set([server]), keep: false, onProgress: () => {} });
  const role = "tindahan_late";
  const url = new URL(database.url);
  url.username = role;
  const surroundings = { database: databaseAt(url.href), registry: registryServer };
  const kafka = await start("kafka");
  try {
    const first = await start("connect");
    const worker = { url: first.environment.CONNECT_URL! };
    try {
      await putConnector(
        worker,
        connectorName("order_info"),
        connectorConfig("order_info", asReachedBy(worker, surroundings)),
      );
      const state = async () => (await connectSinkState(worker)).order_info;
      await until("it has failed", async () => (await state()).state === "FAILED");
      assert.match((await state()).problem ?? "", /password/);
    } finally {
      await first.stop();
    }
    await inDatabase((client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${url.password}'`));
    const second = await start("connect");
    try {
      await startConnectSink(worker, surroundings);
      // The restart that the old failure called for may come after the start that every worker makes by itself.
      await until("all run", async () => {
        const states = Object.values(await connectSinkState(worker)).map(({ state }) => state);
        return states.every((state) => state === "RUNNING");
      });
    } finally {
      await second.stop();
    }
  } finally {
    await kafka.stop();
    await inDatabase((client) => client.query(`DROP ROLE IF EXISTS ${role}`));
    await Deno.remove(folder, { recursive: true });
  }
});
