/**
 * ksqlDB and the local splice write the same: the same keys and bytes in every row topic, and so the same tables.
 *
 * Needs the ksqlDB server that KSQLDB_URL names, on the Kafka and registry of the environment (stack/compose.yaml);
 * skipped where there is none.
 */
import assert from "node:assert/strict";
import { ROW_TOPICS } from "../../orders/topics.ts";
import { runTask } from "./pipeline_process.ts";
import { tableTexts } from "./table_texts.ts";
import { readTopics } from "./topic_reader.ts";

const WORLD = ["--fresh", "--no-live", "--seed", "11", "--now", "2026-11-23T00:00:00", "--orders", "10000"];

/** Runs the world through a splice. Returns every row record as one text, sorted within its topic, and the tables. */
async function spliced(splice: "local" | "ksqldb", sink: "connect" | "direct") {
  const { code, printed } = await runTask("pipeline", [...WORLD, "--splice", splice, "--sink", sink], {});
  assert.equal(code, 0, printed);
  const records = await readTopics(Deno.env.get("KAFKA_BROKERS")!.split(","), [...ROW_TOPICS]);
  const rows = ROW_TOPICS.map((topic) => {
    const texts = records.filter((record) => record.topic === topic)
      .map(({ partition, key, value }) => `${partition} ${key} ${value?.toString("hex")}`);
    return [topic, texts.sort()] as const;
  });
  return { rows, tables: await tableTexts(Deno.env.get("DATABASE_URL")!) };
}

Deno.test({
  name: "ksqlDB writes the local splice's rows byte by byte, and either feeds Kafka Connect to equal tables",
  ignore: (Deno.env.get("KSQLDB_URL") ?? "") === "",
  async fn() {
    const local = await spliced("local", "connect");
    const ksqldb = await spliced("ksqldb", "connect");
    for (const [index, [topic, expected]] of local.rows.entries()) {
      assert.ok(expected.length > 0, topic);
      const [, found = []] = ksqldb.rows[index] ?? [];
      assert.equal(found.length, expected.length, `${topic}: number of rows`);
      assert.equal(
        found.find((row, at) => row !== expected[at]),
        undefined,
        `${topic}: the first that differs`,
      );
    }
    assert.deepEqual(ksqldb.tables, local.tables);
  },
});
