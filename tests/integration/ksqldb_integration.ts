/**
 * ksqlDB and the local splice write the same: the same keys and bytes in every row topic, and so the same tables.
 *
 * Needs the ksqlDB server that KSQLDB_URL names, on the Kafka and registry of the environment (stack/compose.yaml), and
 * starts the world there anew; skipped where there is none.
 */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { ROW_TOPICS, type RowTopic } from "../../orders/topics.ts";
import { runTask } from "./pipeline_process.ts";
import { tableTexts } from "./table_texts.ts";
import { readTopics } from "./topic_reader.ts";

const WORLD = ["--fresh", "--no-live", "--seed", "11", "--now", "2026-11-23T00:00:00", "--orders", "10000"];
const TIMEOUT_MS = 120_000;

/** Every record of a row topic as one text, sorted. */
type Rows = Readonly<Record<string, readonly string[]>>;

async function readRows(): Promise<Rows> {
  const records = await readTopics(Deno.env.get("KAFKA_BROKERS")!.split(","), [...ROW_TOPICS]);
  const rowsOf = (topic: RowTopic) =>
    records.filter((record) => record.topic === topic)
      .map(({ partition, key, value }) => `${partition} ${key} ${value?.toString("hex")}`).sort();
  return Object.fromEntries(ROW_TOPICS.map((topic) => [topic, rowsOf(topic)]));
}

/** The tables do not wait for what they do not show: known customers' rows, and exploded items. ksqlDB may lag there. */
async function readAsManyRows(expected: Rows): Promise<Rows> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const rows = await readRows();
    const lags = Object.entries(expected).some(([topic, texts]) => (rows[topic]?.length ?? 0) < texts.length);
    if (!lags || performance.now() > deadline) return rows;
    await delay(500);
  }
}

async function task(name: string, ...args: string[]): Promise<void> {
  const { code, printed } = await runTask(name, args, {});
  assert.equal(code, 0, printed);
}

Deno.test({
  name: "ksqlDB writes the local splice's rows byte by byte, and either feeds Kafka Connect to equal tables",
  ignore: (Deno.env.get("KSQLDB_URL") ?? "") === "",
  async fn() {
    const database = Deno.env.get("DATABASE_URL")!;
    await task("pipeline", ...WORLD, "--splice", "local", "--sink", "connect");
    const local = { rows: await readRows(), tables: await tableTexts(database) };
    try {
      await task("pipeline", ...WORLD, "--splice", "ksqldb", "--sink", "connect");
      const ksqldb = { rows: await readAsManyRows(local.rows), tables: await tableTexts(database) };
      for (const [topic, expected] of Object.entries(local.rows)) {
        const found = ksqldb.rows[topic] ?? [];
        assert.ok(expected.length > 0, topic);
        assert.equal(found.length, expected.length, `${topic}: number of rows`);
        assert.equal(
          found.find((row, at) => row !== expected[at]),
          undefined,
          `${topic}: the first that differs`,
        );
      }
      assert.deepEqual(ksqldb.tables, local.tables);
    } finally {
      await task("ksql", "drop");
    }
  },
});
