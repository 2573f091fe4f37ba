/** The exactly-once loop and the processors on a real broker, through kills, freezes and rebalances. Empties the topics. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readEnds, withAdmin } from "../../kafka/admin.ts";
import { runExactlyOnce, type Transformed } from "../../kafka/exactly_once.ts";
import { takeOver } from "../../kafka/partition_owner.ts";
import { readProgress } from "../../kafka/progress.ts";
import type { ConsumedRecord } from "../../kafka/records.ts";
import { fencedProducer, inTransaction, settleTransactions } from "../../kafka/transactional_producer.ts";
import { deliverOrder } from "../../orders/delivery.ts";
import type { Order } from "../../orders/order.ts";
import { payOrder } from "../../orders/payment.ts";
import { randomStreams } from "../../orders/random.ts";
import { shipOrder } from "../../orders/shipping.ts";
import { topicOf } from "../../orders/topics.ts";
import { SAMPLE_WORLD, sampleUnpaidOrder } from "../sample_orders.ts";
import {
  assertNoLag,
  kafka,
  newClient,
  newWorld,
  produce,
  readAll,
  type Running,
  startProcessor,
  uniqueName,
  unpaidRecords,
  until,
} from "./exactly_once_harness.ts";

const STAGES = [["payment", "unpaid_orders"], ["shipping", "paid_orders"], [
  "delivery",
  "shipped_orders",
]] as const;

/** How each order must end, by the rules alone. */
function expectedEnd(number: number): Order {
  const streams = (purpose: string) => randomStreams(SAMPLE_WORLD.seed, purpose)(number);
  let order: Order = payOrder(sampleUnpaidOrder(number), "live", streams("payment"));
  if (topicOf(order) === "paid_orders") order = shipOrder(order as never, "live", streams("shipping"));
  if (topicOf(order) === "shipped_orders") order = deliverOrder(order as never, "live", streams("delivery"));
  return order;
}

/** Asserts that the orders 1 to `orders` ended once each, where and as the rules say, and that nothing lags. */
async function assertEnded(orders: number): Promise<void> {
  const ended = [...await readAll("finished_orders"), ...await readAll("failed_orders")];
  const found = ended
    .map(({ topic, key, value }) => `${key} ${topic} ${value?.subarray(5)}`)
    .sort();
  const expected = Array.from({ length: orders }, (_, index) => expectedEnd(index + 1))
    .map((order) => `${order.order_id} ${topicOf(order)} ${JSON.stringify(order)}`)
    .sort();
  assert.equal(found.length, expected.length, "as many orders ended as were made");
  assert.deepEqual(found, expected);
  await withAdmin(kafka, async (admin) => {
    for (const [group, topic] of STAGES) await assertNoLag(admin, group, topic);
    const [payment, shipping, delivery] = await Promise.all(
      STAGES.map(([group, topic]) => readProgress(admin, group, [topic])),
    );
    assert.ok(payment && shipping && delivery);
    assert.equal(payment.orders, orders);
    assert.equal(shipping.orders, payment.counts.paid_orders);
    assert.equal(delivery.orders, shipping.counts.shipped_orders);
    const failed = [payment, shipping, delivery].reduce(
      (sum, { counts }) => sum + (counts.failed_orders ?? 0),
      0,
    );
    assert.equal((delivery.counts.finished_orders ?? 0) + failed, orders);
  });
  assert.equal((await readAll("dead_letters")).length, 0);
}

/** Waits until a processor is in the midst of its work. */
async function inMidRun(group: string, topic: string, above: number): Promise<number> {
  let orders = 0;
  await withAdmin(kafka, (admin) =>
    until(`${group} is in mid-run`, async () => {
      ({ orders } = await readProgress(admin, group, [topic]));
      return orders > above;
    }));
  return orders;
}

async function drained(): Promise<void> {
  await withAdmin(kafka, (admin) =>
    until("all is drained", async () => {
      for (const [group, topic] of STAGES) {
        if ((await readProgress(admin, group, [topic])).lag > 0) return false;
      }
      return true;
    }));
}

Deno.test("processors end every order once, as the rules say, though all are killed in mid-run", async () => {
  const orders = 24_000, rounds = 2;
  const { unpaid_orders } = await newWorld();
  for (let round = 0; round < rounds; round++) {
    const from = round * orders / rounds + 1;
    await produce(unpaidRecords(from, from + orders / rounds - 1, unpaid_orders));
    await using payment = startProcessor("payment");
    await using shipping = startProcessor("shipping");
    await using delivery = startProcessor("delivery");
    const running: Record<string, Running> = { payment, shipping, delivery };
    await Promise.all(STAGES.map(async ([group, topic]) => {
      await inMidRun(group, topic, await ordersOf(group, topic));
      running[group]?.signal("SIGKILL");
    }));
  }
  await using _payment = startProcessor("payment");
  await using _shipping = startProcessor("shipping");
  await using _delivery = startProcessor("delivery");
  await drained();
  await assertEnded(orders);
});

async function ordersOf(group: string, topic: string): Promise<number> {
  return (await withAdmin(kafka, (admin) => readProgress(admin, group, [topic]))).orders;
}

Deno.test("a frozen instance whose partitions were taken over adds nothing when it wakes", async () => {
  const orders = 40_000;
  const { unpaid_orders } = await newWorld();
  await produce(unpaidRecords(1, orders / 2, unpaid_orders));
  // It freezes while it thinks: its records are fetched and transformed, and not yet committed.
  await using frozen = startProcessor("payment", { thinkTime: "realistic" });
  await inMidRun("payment", "unpaid_orders", 0);
  frozen.signal("SIGSTOP");
  await produce(unpaidRecords(orders / 2 + 1, orders, unpaid_orders));
  await using _second = startProcessor("payment");
  await inMidRun("payment", "unpaid_orders", orders / 2);
  frozen.signal("SIGCONT");
  await using _shipping = startProcessor("shipping");
  await using _delivery = startProcessor("delivery");
  await drained();
  await assertEnded(orders);
  frozen.signal("SIGTERM");
  const { code, said } = await frozen.ended();
  assert.equal(code, 0, said);
});

Deno.test("a processor that is asked to stop finishes its transaction, says what it did and ends with 0", async () => {
  const { unpaid_orders } = await newWorld();
  await produce(unpaidRecords(1, 3000, unpaid_orders));
  await using payment = startProcessor("payment");
  await inMidRun("payment", "unpaid_orders", 0);
  await withAdmin(
    kafka,
    (admin) =>
      until(
        "payment is done",
        async () => (await readProgress(admin, "payment", ["unpaid_orders"])).lag === 0,
      ),
  );
  payment.signal("SIGINT");
  const { code, said } = await payment.ended();
  assert.equal(code, 0, said);
  assert.match(said, /^payment: 1 instance on unpaid_orders\npayment: 3,000 orders in, [^\n]*\n$/);
});

/** Copies records to another topic. */
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
  const keys = (await readAll(target)).map(({ key }) => Number(key)).sort((a, b) => a - b);
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
    const owners = await takeOver(kafka, admin, group, partitions);
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
  const keys = (await readAll(target)).map(({ key }) => Number(key)).sort((a, b) => a - b);
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
      const messages = partitions.map((partition) => ({ partition, key: "key", value: "value" }));
      await inTransaction(producer, async (transaction) => {
        await transaction.send({ topic, messages });
      });
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
  assert.equal((await readAll(target)).length, 100);
  await deleteTopics(group, source, target);
});

/** Leaves records and markers that no reader of committed records ever sees. */
async function abortedTransaction(topic: string): Promise<void> {
  const producer = await fencedProducer(kafka, uniqueName("aborting"));
  const refusal = new Error("on purpose");
  await assert.rejects(
    inTransaction(producer, async (transaction) => {
      await transaction.send({ topic, messages: numbered(topic, 1, 40) });
      throw refusal;
    }),
    refusal,
  );
  await producer.disconnect();
}
