/** What the tests of the sinks share. The servers are named by the environment, PostgreSQL by DATABASE_URL. */
import { Buffer } from "node:buffer";
import type { Client } from "pg";
import { required } from "../../lib/settings/addresses.ts";
import { connectAddress } from "../../lib/settings/http_addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { type SplicedRow, spliceFailed, spliceFinished } from "../../ksql/local_splice/splice.ts";
import { withAdmin } from "../../kafka/client/admin.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { encodeRow, registerRowSchemas } from "../../kafka/serdes/row_serde.ts";
import { deleteGroups, deleteTopics, ensureTopics } from "../../kafka/topics/topics.ts";
import type { FailedOrder, FinishedOrder } from "../../orders/order.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { type RowTopic, topicOf } from "../../orders/topics.ts";
import { connectGroup, deleteConnectors } from "../../sinks/connect/connect_sink.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { DIRECT_SINK } from "../../sinks/direct/direct_member.ts";
import { createTables, dropTables, rowCounts } from "../../sinks/postgres/tables.ts";
import { sampleEndedOrder } from "../ended_orders.ts";
import { kafka, registry, startScript, until } from "./exactly_once_harness.ts";

export const database = required(databaseAddress(Deno.env), "PostgreSQL", "DATABASE_URL");
export const connect = required(connectAddress(Deno.env), "Kafka Connect", "CONNECT_URL");

export type RowSchemaIds = Readonly<Record<RowTopic, number>>;

/** Empty topics and registered schemas; see `newTables` for the rest. */
export async function newTopics(): Promise<RowSchemaIds> {
  await deleteTopics(kafka);
  await ensureTopics(kafka);
  return await registerRowSchemas(registry);
}

/** Empty tables that no sink has written to: connectors, their groups and all positions are gone. */
export async function newTables(): Promise<void> {
  await deleteConnectors(connect);
  await deleteGroups(kafka, [DIRECT_SINK, ...ROW_TABLES.map(connectGroup)]);
  await inDatabase(async (client) => {
    await dropTables(client);
    await createTables(client);
  });
}

export function inDatabase<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  return withDatabase(database, "test", work);
}

/** Sample orders number `from` to `to`, spliced. */
export function sampleRows(from: number, to: number): SplicedRow[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const order = sampleEndedOrder(from + index);
    return topicOf(order) === "finished_orders"
      ? spliceFinished(order as FinishedOrder)
      : spliceFailed(order as FailedOrder);
  }).flat();
}

export function rowRecords(rows: readonly SplicedRow[], ids: RowSchemaIds): OutputRecord[] {
  return rows.map(({ topic, key, row }) => ({ topic, key, value: encodeRow(topic, row, ids[topic]) }));
}

/** A record of a row topic with any value. */
export function otherRecord(topic: RowTopic, key: string, value: Buffer | null): OutputRecord {
  return { topic, key, value };
}

/** Rows that the tables must hold in the end, one for each key. */
export function distinctRows(rows: readonly SplicedRow[]): Record<string, number> {
  const counts = ROW_TABLES.map((table) => {
    const keys = rows.filter(({ topic }) => topic === table).map(({ key }) => key);
    return [table, new Set(keys).size];
  });
  return { ...Object.fromEntries(counts), sku_info: 55 };
}

/** Waits until the tables hold so many rows. */
export async function untilStored(expected: Readonly<Record<string, number>>): Promise<void> {
  const wanted = JSON.stringify(Object.entries(expected).sort());
  await inDatabase((client) =>
    until("all rows are stored", async () => {
      const counts = await rowCounts(client);
      return JSON.stringify(Object.entries(counts).sort()) === wanted;
    }, 180)
  );
}

/** What the direct sink has yet to store, by its group. */
export function directLag(): Promise<number> {
  return withAdmin(kafka, async (admin) => (await readProgress(admin, DIRECT_SINK, ROW_TABLES)).lag);
}

export const startDirectSink = (...args: string[]) =>
  startScript("tasks/sink.ts", ["--to", "direct", ...args]);
