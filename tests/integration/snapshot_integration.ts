/** Snapshots of topics on a real broker: what they hold, and where they end. Empties the topics. */
import assert from "node:assert/strict";
import { fencedProducer, inTransaction, sendRecords } from "../../kafka/transactional_producer.ts";
import { readRanges, wholeTopics } from "../../kafka/snapshot.ts";
import { withAdmin } from "../../kafka/admin.ts";
import { TindahanError } from "../../orders/errors.ts";
import { kafka, newWorld, produce, uniqueName, unpaidRecords } from "./exactly_once_harness.ts";

const TOPIC = "unpaid_orders";

async function keysOf(ranges: Awaited<ReturnType<typeof wholeTopics>>, onFirst?: () => Promise<void>) {
  const keys: number[] = [];
  await readRanges(kafka, ranges, async (records) => {
    if (keys.length === 0) await onFirst?.();
    for (const { key } of records) keys.push(Number(key));
  });
  return keys.sort((a, b) => a - b);
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

Deno.test("a snapshot holds what was committed before it, and ends though the topic grows and markers trail", async () => {
  const { unpaid_orders } = await newWorld();
  await produce(unpaidRecords(1, 500, unpaid_orders));
  const producer = await fencedProducer(kafka, uniqueName("aborting"));
  await assert.rejects(
    inTransaction(producer, async (transaction) => {
      await sendRecords(transaction, unpaidRecords(501, 600, unpaid_orders));
      throw new Error("abort");
    }),
    /abort/,
  );
  await producer.disconnect();
  const ranges = await wholeTopics(kafka, [TOPIC], false);
  const keys = await keysOf(ranges, () => produce(unpaidRecords(601, 700, unpaid_orders)));
  assert.deepEqual(keys, upTo(500));
  const later = (await wholeTopics(kafka, [TOPIC], false)).map((range) => ({
    ...range,
    start: ranges.find(({ partition }) => partition === range.partition)!.end,
  }));
  assert.deepEqual(await keysOf(later), upTo(700).slice(600));
});

Deno.test("wholeTopics() names a topic that is not there, and one whose beginning is gone", async () => {
  const { unpaid_orders } = await newWorld();
  await produce(unpaidRecords(1, 100, unpaid_orders));
  const refused = (pattern: RegExp) => (error: unknown) =>
    error instanceof TindahanError && error.code === "BAD_DATA" && pattern.test(error.message);
  await assert.rejects(wholeTopics(kafka, ["no_such_topic"], false), refused(/no topic no_such_topic/));
  await withAdmin(kafka, async (admin) => {
    // kafkajs deletes records only of a topic that this client has looked at.
    await admin.fetchTopicOffsets(TOPIC);
    await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset: "5" }] });
  });
  await assert.rejects(wholeTopics(kafka, [TOPIC], false), refused(/cut off .*unpaid_orders\/0.* 5$/));
  const keys = await keysOf(await wholeTopics(kafka, [TOPIC], true));
  assert.equal(keys.length, 95);
});
