/** Both sinks on real servers. Empties topics, tables and connectors. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { SplicedRow } from "../../ksql/local_splice/splice.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { fencedProducer, sendRecords } from "../../kafka/exactly_once/transactional_producer.ts";
import { withSchemaId } from "../../kafka/serdes/wire_format.ts";
import type { CustomerRow, OrderRow } from "../../orders/rows.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { startConnectSink } from "../../sinks/connect/connect_sink.ts";
import { kafka, produce, readAll, registryServer, until } from "./exactly_once_harness.ts";
import {
  connect,
  database,
  directLag,
  distinctRows,
  inDatabase,
  newTables,
  newTopics,
  otherRecord,
  rowRecords,
  sampleRows,
  startDirectSink,
  untilStored,
} from "./sink_harness.ts";
import { tableTexts } from "./table_texts.ts";

const CONNECTORS = { database, registry: registryServer };

/** Rows at the edges of what the tables can hold. */
function edgeRows(): SplicedRow[] {
  const [customer, order] = sampleRows(1, 200).filter(({ topic }) =>
    topic === "customer_info" || topic === "order_info"
  ).slice(-2);
  const texts = [
    "",
    "\\N",
    "\\.",
    "tab\tnew\nline\rback\\slash",
    "'quotes' \"double\" $1 {}",
    "Ñandú 🛵 ﷽",
    "NULL",
  ];
  const customers = texts.map((text, index) => ({
    topic: "customer_info" as const,
    key: String(900_000 + index),
    row: {
      ...customer!.row as CustomerRow,
      customer_id: 9_007_199_254_740_000 + index as CustomerRow["customer_id"],
      customer_name: text,
      company: `${text}${text}`,
    },
  }));
  const template = order!.row as OrderRow;
  const orders = [
    { order_total: 999_999_999_999, order_date: "1999-12-31T23:59:59", shipping_id: 2 ** 31 - 1 },
    { order_total: 0, order_date: "2024-02-29T00:00:00", item_variety: 32_767 },
    { order_total: 1, order_date: "9999-12-31T23:59:59", eta: null, payment_date: null },
    { order_total: 128, order_date: "1900-01-01T00:00:01", payment_status: false },
  ].map((changes, index) => ({
    topic: "order_info" as const,
    key: String(2_000_000_000 + index),
    row: { ...template, order_id: 2_000_000_000 + index, ...changes } as OrderRow,
  }));
  const discounts = [0, 1, 0.05, 0.1 + 0.2, 1 / 3, 1e-30].map((discount_percent, index) => ({
    topic: "item_info" as const,
    key: `2000000000-${index}`,
    row: {
      item_id: `2000000000-${index}` as const,
      order_id: template.order_id,
      sku: 1 as never,
      quantity: 32_767,
      discount_percent,
      subtotal: 255,
    },
  }));
  return [...customers, ...orders, ...discounts];
}

/** Produces records that a reader of committed records never gets to see. */
async function produceAborted(records: readonly OutputRecord[]): Promise<void> {
  const producer = await fencedProducer(kafka, "integration-test");
  try {
    const transaction = await producer.transaction();
    await sendRecords(transaction, records);
    await transaction.abort();
  } finally {
    await producer.disconnect();
  }
}

Deno.test("both sinks leave byte-identical tables, whatever stands between the rows", async () => {
  const ids = await newTopics();
  await newTables();
  const rows = [...sampleRows(1, 3000), ...edgeRows()];
  const old = sampleRows(1, 300).map((spliced) =>
    spliced.topic === "customer_info"
      ? { ...spliced, row: { ...spliced.row, company: "an older name" } }
      : spliced
  );
  const garbage = ROW_TABLES.flatMap((table) => [
    otherRecord(table, "garbage", Buffer.from("garbage")),
    otherRecord(table, "unknown", withSchemaId(987_654_321, Buffer.from([0, 0, 0]))),
    otherRecord(table, "truncated", withSchemaId(ids[table], Buffer.from([2, 2, 2]))),
    otherRecord(table, "tombstone", null),
  ]);
  await produce(rowRecords(old, ids));
  await produce(garbage);
  await produceAborted(rowRecords(sampleRows(5001, 5100), ids));
  await produce(rowRecords(rows, ids));
  // A dead letter behind the last row must not hold anything up either.
  await produce(garbage);
  const expected = distinctRows(rows);

  {
    await using sink = startDirectSink();
    await untilStored(expected);
    await until("the direct sink has no lag", async () => await directLag() === 0);
    sink.signal("SIGINT");
    const { code, said } = await sink.ended();
    assert.equal(code, 0, said);
  }
  const direct = await tableTexts(database.url);
  const letters = await readAll("dead_letters");
  assert.equal(letters.length, 2 * 3 * ROW_TABLES.length);
  assert.ok(letters.every(({ headers }) => headers["__connect.errors.connector.name"] === "sink"));

  await newTables();
  assert.notDeepEqual(await tableTexts(database.url), direct);
  await startConnectSink(connect, CONNECTORS);
  await untilStored(expected);
  await until(
    "Connect's last rows are stored",
    async () => JSON.stringify(await tableTexts(database.url)) === JSON.stringify(direct),
  );
  await until(
    "Connect's dead letters are written",
    async () => (await readAll("dead_letters")).length === 2 * letters.length,
  );
  // The same rows once more, by a sink that begins anew: nothing changes.
  {
    await using _sink = startDirectSink("--instances", "2");
    await until("the direct sink has no lag", async () => await directLag() === 0);
  }
  assert.deepEqual(await tableTexts(database.url), direct);
});

Deno.test("kill -9 of the direct sink, a lost connection and a replay leave the same tables", async () => {
  const ids = await newTopics();
  await newTables();
  const rows = sampleRows(1, 12_000);
  const half = rows.length / 2;
  const stored = () =>
    inDatabase(async (client) => {
      const { rows: [row] } = await client.query("SELECT coalesce(sum(rows), 0) AS rows FROM sink_offsets");
      return Number(row.rows);
    });
  await produce(rowRecords(rows.slice(0, half), ids));
  {
    await using sink = startDirectSink();
    await until("the direct sink has stored something", async () => await stored() > 0);
    sink.signal("SIGKILL");
    await sink.ended();
  }
  {
    await using sink = startDirectSink();
    await until("the direct sink goes on", async () => await stored() > half / 2);
    await produce(rowRecords(rows.slice(half), ids));
    const cut = await inDatabase((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%direct-sink'`,
      )
    );
    assert.ok((cut.rowCount ?? 0) > 0, "there was no connection to cut");
    await untilStored(distinctRows(rows));
    await until("the direct sink has no lag", async () => await directLag() === 0);
    sink.signal("SIGTERM");
    const { code, said } = await sink.ended();
    assert.equal(code, 0, said);
  }
  const tables = new Set<string>(ROW_TABLES);
  const total = rows.filter(({ topic }) => tables.has(topic)).length;
  assert.equal(await stored(), total, "each row was stored once");
  const calm = await tableTexts(database.url);

  await inDatabase((client) => client.query("UPDATE sink_offsets SET next_offset = 0"));
  {
    await using _sink = startDirectSink();
    await until("everything is stored again", async () => await stored() === 2 * total);
    await until("the direct sink has no lag", async () => await directLag() === 0);
  }
  assert.deepEqual(await tableTexts(database.url), calm);
});
