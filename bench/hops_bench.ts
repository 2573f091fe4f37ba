/**
 * One hop between topics, consumed, produced and committed in transactions. The ceiling copies the bytes as they are;
 * payment parses, checks, decides and writes the order anew; the splice makes eight rows of it.
 *
 * Needs the servers that KAFKA_BROKERS and SCHEMA_REGISTRY_URL name: `deno task bench hops` starts them. Each round is a
 * consumer group of its own, so joining it is part of every figure.
 */
import { required } from "../lib/settings/addresses.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";
import { registryAddress } from "../lib/settings/http_addresses.ts";
import { kafkaClient } from "../kafka/client/client.ts";
import { type ExactlyOnceOptions, runExactlyOnce } from "../kafka/exactly_once/exactly_once.ts";
import { encodeOrder, registerOrderSchemas } from "../kafka/serdes/order_serde.ts";
import type { OutputRecord } from "../kafka/serdes/records.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { registerRowSchemas } from "../kafka/serdes/row_serde.ts";
import { deleteTopics, ensureTopics } from "../kafka/topics/topics.ts";
import { fencedProducer, inTransaction, sendRecords } from "../kafka/exactly_once/transactional_producer.ts";
import { spliceTransform } from "../ksql/local_splice/splice_transform.ts";
import type { Order } from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { topicOf } from "../orders/topics.ts";
import { stageTransform } from "../processors/processor.ts";
import { sampleEndedOrder } from "../tests/ended_orders.ts";
import { SAMPLE_WORLD, sampleUnpaidOrder } from "../tests/sample_orders.ts";

const ORDERS = 40_000;
/** Orders of one producing transaction. */
const SLICE = 4000;

const address = required(kafkaAddress(Deno.env), "Kafka", "KAFKA_BROKERS");
const registry = schemaRegistry(
  required(registryAddress(Deno.env), "schema registry", "SCHEMA_REGISTRY_URL"),
);
const kafka = kafkaClient(address, "bench");
await deleteTopics(kafka);
await ensureTopics(kafka);
const orderIds = await registerOrderSchemas(registry), rowIds = await registerRowSchemas(registry);

/** Writes the orders that all rounds consume. */
async function fill(recordOf: (number: number) => OutputRecord): Promise<void> {
  const producer = await fencedProducer(kafka, "bench");
  for (let first = 1; first <= ORDERS; first += SLICE) {
    const records = Array.from({ length: SLICE }, (_, index) => recordOf(first + index));
    await inTransaction(producer, (transaction) => sendRecords(transaction, records));
  }
  await producer.disconnect();
}

await fill((number) => {
  const value = encodeOrder(sampleUnpaidOrder(number), orderIds.unpaid_orders);
  return { topic: "unpaid_orders", key: String(number), value };
});
// Payment adds to failed_orders what times out, so that only finished_orders stays as it is.
const FINISHED = firstFinished(ORDERS);
await fill((number) => {
  const order = FINISHED[number - 1]!;
  return {
    topic: "finished_orders",
    key: String(order.order_id),
    value: encodeOrder(order, orderIds.finished_orders),
  };
});

function firstFinished(orders: number): Order[] {
  const finished: Order[] = [];
  for (let number = 1; finished.length < orders; number++) {
    const order = sampleEndedOrder(number);
    if (topicOf(order) === "finished_orders") finished.push(order);
  }
  return finished;
}

/** A new consumer group reads everything from the beginning, and leaves when it has committed the last order. */
async function hop(
  options: Pick<ExactlyOnceOptions, "topics" | "transform" | "transactionRecords">,
): Promise<void> {
  const done = new AbortController();
  let orders = 0;
  await runExactlyOnce({
    ...options,
    kafka: kafkaClient(address, "bench"),
    group: `bench-${crypto.randomUUID()}`,
    signal: done.signal,
    onProgress(added) {
      orders += added.orders;
      if (orders === ORDERS) done.abort();
    },
  });
}

const group = `${ORDERS.toLocaleString("en")} orders`;

Deno.bench("copied as they are", { group, baseline: true, n: 5 }, async () =>
  await hop({
    topics: ["unpaid_orders"],
    transform: (records) => {
      const outputs = records.map(({ key, value }) => ({ topic: "paid_orders", key, value }));
      return Promise.resolve({ outputs, counts: {} });
    },
  }));

Deno.bench("payment", { group, n: 5 }, async () =>
  await hop({
    topics: ["unpaid_orders"],
    transform: stageTransform(
      { name: "payment", rule: payOrder },
      { world: SAMPLE_WORLD, registry, schemaIds: orderIds, think: () => Promise.resolve() },
    ),
  }));

Deno.bench("splice, eight records an order", { group, n: 5 }, async () =>
  await hop({
    topics: ["finished_orders"],
    transform: spliceTransform(registry, rowIds),
    transactionRecords: 1000,
  }));
