/** The processors on a real broker, through kills and freezes: every order ends once. Empties the topics. */
import assert from "node:assert/strict";
import { type KafkaAdmin, withAdmin } from "../../kafka/client/admin.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
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
  newWorld,
  produce,
  readAll,
  type Running,
  startProcessor,
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

/**
 * Waits until every order has ended and can be read, and nothing lags.
 *
 * A lag of 0 alone says little: offset and records of a transaction become visible one after the other, and before the
 * records the next stage knows of no work.
 */
async function drained(orders: number): Promise<void> {
  const progress = (admin: KafkaAdmin) =>
    Promise.all(STAGES.map(([group, topic]) => readProgress(admin, group, [topic])));
  await withAdmin(kafka, async (admin) => {
    await until("every order has ended", async () => {
      const ended = (await progress(admin)).map(({ counts }) =>
        (counts.finished_orders ?? 0) + (counts.failed_orders ?? 0)
      );
      return ended.reduce((sum, count) => sum + count, 0) >= orders;
    });
    await until("every ended order can be read", async () => {
      const [finished, failed] = [await readAll("finished_orders"), await readAll("failed_orders")];
      return finished.length + failed.length >= orders;
    });
    await until("all is drained", async () => (await progress(admin)).every(({ lag }) => lag === 0));
  });
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
  await drained(orders);
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
  await drained(orders);
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
