/** Snapshots of topics on a real broker: what they hold, and where they end. Empties the topics. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { setTimeout as delay } from "node:timers/promises";
import type { Admin, ConsumerConfig } from "kafkajs";
import { type KafkaClient, kafkajsOf } from "../../kafka/client/kafka_client.ts";
import {
  fencedProducer,
  inTransaction,
  sendRecords,
  settleTransactions,
} from "../../kafka/exactly_once/transactional_producer.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { readRanges, wholeTopics } from "../../kafka/reads/bounded_read.ts";
import { withAdmin } from "../../kafka/client/admin.ts";
import { TindahanError } from "../../orders/errors.ts";
import {
  kafka,
  newClient,
  newWorld,
  produce,
  readAll,
  uniqueName,
  unpaidRecords,
} from "./exactly_once_harness.ts";

const TOPIC = "unpaid_orders";

async function keysOf(ranges: Awaited<ReturnType<typeof wholeTopics>>, onFirst?: () => Promise<void>) {
  const keys: number[] = [];
  await readRanges(kafka, ranges, async (records) => {
    if (keys.length === 0) await onFirst?.();
    for (const { key } of records) keys.push(Number(key));
  });
  return keys.sort((a, b) => a - b);
}

/** Leaves records and markers that no reader of committed records ever sees. */
async function abortedTransaction(records: readonly OutputRecord[]): Promise<void> {
  const id = uniqueName("aborting");
  const producer = await fencedProducer(kafka, id);
  const refusal = new Error("on purpose");
  await assert.rejects(
    inTransaction(producer, async (transaction) => {
      await sendRecords(transaction, records);
      throw refusal;
    }),
    refusal,
  );
  await producer.disconnect();
  await settleTransactions(kafka, id);
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

Deno.test("a snapshot holds what was committed before it, and ends though the topic grows and markers trail", async () => {
  const { unpaid_orders } = await newWorld();
  await produce(unpaidRecords(1, 500, unpaid_orders));
  await abortedTransaction(unpaidRecords(501, 600, unpaid_orders));
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
    await (admin as unknown as Admin).deleteTopicRecords({
      topic: TOPIC,
      partitions: [{ partition: 0, offset: "5" }],
    });
  });
  await assert.rejects(wholeTopics(kafka, [TOPIC], false), refused(/cut off .*unpaid_orders\/0.* 5$/));
  const keys = await keysOf(await wholeTopics(kafka, [TOPIC], true));
  assert.equal(keys.length, 95);
});

/** A client that tells which groups its consumers are in. */
function tellingGroups(groups: string[]): KafkaClient {
  const ours = newClient(), client = kafkajsOf(ours);
  const consumer = client.consumer.bind(client);
  client.consumer = (config: ConsumerConfig) => {
    groups.push(config.groupId);
    return consumer(config);
  };
  return ours;
}

/** Joins a group and leaves it again at once: its other members must join it anew, twice. */
async function shake(groupId: string): Promise<void> {
  const intruder = kafkajsOf(newClient()).consumer({ groupId });
  const joined = Promise.withResolvers<void>();
  intruder.on(intruder.events.GROUP_JOIN, () => joined.resolve());
  await intruder.connect();
  await intruder.subscribe({ topics: [TOPIC], fromBeginning: true });
  await intruder.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  await joined.promise;
  await intruder.disconnect();
}

Deno.test("readRanges() passes each record on once, though it has to join its group anew in the middle", async () => {
  await newWorld();
  // Several fetches of each partition.
  const value = Buffer.alloc(100_000);
  await produce(upTo(300).map((number) => ({ topic: TOPIC, key: String(number), value })));
  const groups: string[] = [], keys: number[] = [];
  let shaken: Promise<void> | undefined;
  await readRanges(tellingGroups(groups), await wholeTopics(kafka, [TOPIC], false), async (records) => {
    for (const { key } of records) keys.push(Number(key));
    if (shaken !== undefined) return;
    shaken = shake(groups[0]!);
    // Longer than kafkajs's heartbeat: the next one, behind these records, says that the group is rebalancing.
    await delay(4000);
  });
  await shaken;
  assert.deepEqual(keys.sort((a, b) => a - b), upTo(300));
});

Deno.test("a topic with nothing but aborted records is read to its end, by the snapshot and by the tests' reader", async () => {
  const { unpaid_orders } = await newWorld();
  await abortedTransaction(unpaidRecords(1, 100, unpaid_orders));
  const ranges = await wholeTopics(kafka, [TOPIC], false);
  assert.ok(ranges.some(({ start, end }) => end > start), "the topic is not empty");
  assert.deepEqual(await keysOf(ranges), []);
  assert.deepEqual(await readAll(TOPIC), []);
});
