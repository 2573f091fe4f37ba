/** The exactly-once loop on a real broker, through rebalances, takeovers, markers and aborted records. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readEnds, withAdmin } from "../../kafka/client/admin.ts";
import { runExactlyOnce, type Transformed } from "../../kafka/exactly_once/exactly_once.ts";
import { acquirePartitions } from "../../kafka/exactly_once/partition_owner.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
import type { ConsumedRecord } from "../../kafka/serdes/records.ts";
import {
  fencedProducer,
  inTransaction,
  sendRecords,
  settleTransactions,
} from "../../kafka/exactly_once/transactional_producer.ts";
import {
  assertNoLag,
  kafka,
  newClient,
  produce,
  readAll,
  uniqueName,
  until,
} from "./exactly_once_harness.ts";

function copyTo(topic: string): (records: readonly ConsumedRecord[]) => Promise<Transformed> {
  return (records) =>
    Promise.resolve({
      outputs: records.map(({ key, value }) => ({ topic, key, value })),
      counts: { paid_orders: records.length },
    });
}

async function makeTopics(...topics: string[]): Promise<void> {
  await withAdmin(
    kafka,
    (admin) =>
      admin.createTopics({
        topics: topics.map((topic) => ({ topic, numPartitions: 4 })),
        waitForLeaders: true,
      }),
  );
}

async function deleteTopics(group: string, ...topics: string[]): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    await admin.deleteTopics({ topics });
    await admin.deleteGroups([group]);
  });
}

function numbered(topic: string, from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const number = String(from + index);
    return { topic, key: number, value: Buffer.from(number.padStart(300, "0")) };
  });
}

/** The keys of a topic, in order, once there are so many: what is committed can be read a moment later. */
async function keysIn(topic: string, atLeast: number): Promise<number[]> {
  let keys: number[] = [];
  await until(`${atLeast} records of ${topic} can be read`, async () => {
    keys = (await readAll(topic)).map(({ key }) => Number(key));
    return keys.length >= atLeast;
  });
  return keys.sort((a, b) => a - b);
}

Deno.test("runExactlyOnce() copies every record once while members join and leave", async () => {
  const group = uniqueName("rebalance"), source = `${group}-in`, target = `${group}-out`;
  await makeTopics(source, target);
  const members: { stop: AbortController; ended: Promise<void> }[] = [];
  let copied = 0;
  const join = () => {
    const stop = new AbortController();
    const ended = runExactlyOnce({
      kafka: newClient(),
      group,
      topics: [source],
      transform: copyTo(target),
      signal: stop.signal,
      onProgress: ({ orders }) => copied += orders,
    });
    members.push({ stop, ended });
  };
  const leave = async () => {
    const member = members.shift();
    member?.stop.abort();
    await member?.ended;
  };
  const total = 60_000;
  try {
    await produce(numbered(source, 1, total / 3));
    join();
    await until("the first member copies", () => copied > 0);
    join();
    await produce(numbered(source, total / 3 + 1, 2 * total / 3));
    await until("both have copied for a while", () => copied > total / 3);
    join();
    await leave();
    await produce(numbered(source, 2 * total / 3 + 1, total));
    await until("nearly all is copied", () => copied > total * 0.9);
    await leave();
    await withAdmin(
      kafka,
      (admin) => until("all is copied", async () => (await readProgress(admin, group, [source])).lag === 0),
    );
  } finally {
    while (members.length > 0) await leave();
  }
  assert.equal(copied, total);
  const keys = await keysIn(target, total);
  assert.deepEqual(keys, Array.from({ length: total }, (_, index) => index + 1));
  await withAdmin(kafka, async (admin) => {
    await assertNoLag(admin, group, source);
    const { orders, counts } = await readProgress(admin, group, [source]);
    assert.deepEqual({ orders, counts }, { orders: total, counts: { paid_orders: total } });
  });
  await deleteTopics(group, source, target);
});

Deno.test("runExactlyOnce() adds nothing with a transaction begun before another owner took its partition", async () => {
  const group = uniqueName("fenced"), source = `${group}-in`, target = `${group}-out`;
  await makeTopics(source, target);
  await produce(numbered(source, 1, 100));
  const stop = new AbortController();
  const fetched = Promise.withResolvers<void>(), fenced = Promise.withResolvers<void>();
  const tried = Promise.withResolvers<void>();
  const copy = copyTo(target);
  const member = runExactlyOnce({
    kafka: newClient(),
    group,
    topics: [source],
    async transform(records) {
      fetched.resolve();
      await fenced.promise;
      return await copy(records);
    },
    signal: stop.signal,
    onProgress: () => tried.resolve(),
    onTrouble: () => tried.resolve(),
  });
  await fetched.promise;
  const records = await readAll(source);
  await withAdmin(kafka, async (admin) => {
    const ends = await readEnds(admin, source);
    const partitions = ends.map(({ partition }) => ({ topic: source, partition }));
    const owners = await acquirePartitions(kafka, admin, group, partitions);
    for (const [index, owner] of owners.entries()) {
      const outputs = records.filter(({ partition }) => partition === owner.partition)
        .map(({ key, value }) => ({ topic: target, key, value }));
      await owner.commit(outputs, ends[index]?.high ?? 0n, { orders: outputs.length, counts: {} });
      await owner.close();
    }
  });
  fenced.resolve();
  await tried.promise;
  stop.abort();
  await member;
  const keys = await keysIn(target, 100);
  assert.deepEqual(keys, Array.from({ length: 100 }, (_, index) => index + 1));
  await deleteTopics(group, source, target);
});

Deno.test("settleTransactions() returns when the last commit is visible in every partition", async () => {
  const topic = uniqueName("settled");
  await makeTopics(topic);
  await withAdmin(kafka, async (admin) => {
    const partitions = (await readEnds(admin, topic)).map(({ partition }) => partition);
    for (let round = 1; round <= 30; round++) {
      const producer = await fencedProducer(kafka, topic);
      // kafkajs takes the partition from the record, where it has one.
      const records = partitions.map((partition) => ({
        topic,
        partition,
        key: "key",
        value: Buffer.from("value"),
      }));
      await inTransaction(producer, (transaction) => sendRecords(transaction, records));
      await settleTransactions(kafka, topic);
      // A record and a marker each round; without the waiting, some round fails here.
      const expected = partitions.map((partition) => ({ partition, low: 0n, high: 2n * BigInt(round) }));
      assert.deepEqual(await readEnds(admin, topic), expected);
      await producer.disconnect();
    }
    await admin.deleteTopics({ topics: [topic] });
  });
});

Deno.test("runExactlyOnce() commits behind trailing markers and aborted records, also after a restart", async () => {
  const group = uniqueName("markers"), source = `${group}-in`, target = `${group}-out`;
  await makeTopics(source, target);
  const run = async (work: () => Promise<void>) => {
    const stop = new AbortController();
    const member = runExactlyOnce({
      kafka: newClient(),
      group,
      topics: [source],
      transform: copyTo(target),
      signal: stop.signal,
    });
    await Promise.race([work(), member]).finally(() => stop.abort());
    await member;
  };
  const noLag = () =>
    withAdmin(kafka, async (admin) => {
      await until("the lag is 0", async () => (await readProgress(admin, group, [source])).lag === 0);
      await assertNoLag(admin, group, source);
    });
  await produce(numbered(source, 1, 100));
  await run(async () => {
    await noLag();
    await abortedTransaction(source);
    await noLag();
  });
  await abortedTransaction(source);
  await run(noLag);
  assert.equal((await keysIn(target, 100)).length, 100);
  await deleteTopics(group, source, target);
});

/** Leaves records and markers that no reader of committed records ever sees. */
async function abortedTransaction(topic: string): Promise<void> {
  const producer = await fencedProducer(kafka, uniqueName("aborting"));
  const refusal = new Error("on purpose");
  await assert.rejects(
    inTransaction(producer, async (transaction) => {
      await sendRecords(transaction, numbered(topic, 1, 40));
      throw refusal;
    }),
    refusal,
  );
  await producer.disconnect();
}
