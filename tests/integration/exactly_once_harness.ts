/** What the tests against a real broker share. The servers are named by KAFKA_BROKERS and SCHEMA_REGISTRY_URL. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { KafkaAdmin } from "../../kafka/client/admin.ts";
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import { required } from "../../lib/settings/addresses.ts";
import { kafkaAddress } from "../../lib/settings/kafka_address.ts";
import { registryAddress } from "../../lib/settings/http_addresses.ts";
import { kafkaClient } from "../../kafka/client/client.ts";
import { encodeOrder, registerOrderSchemas } from "../../kafka/serdes/order_serde.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { schemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { deleteGroups, deleteTopics, ensureTopics } from "../../kafka/topics/topics.ts";
import {
  fencedProducer,
  inTransaction,
  type OpenTransaction,
  sendRecords,
  settleTransactions,
} from "../../kafka/exactly_once/transactional_producer.ts";
import { worldRecord } from "../../kafka/topics/world_topic.ts";
import { SAMPLE_WORLD, sampleUnpaidOrder } from "../sample_orders.ts";
import { type ReadRecord, readTopics } from "./topic_reader.ts";

const kafkaServers = required(kafkaAddress(Deno.env), "Kafka", "KAFKA_BROKERS");
export const registryServer = required(registryAddress(Deno.env), "schema registry", "SCHEMA_REGISTRY_URL");
export const registry = schemaRegistry(registryServer);

/** A client of its own, as each member of a group must have. */
export function newClient(): KafkaClient {
  return kafkaClient(kafkaServers, "integration-test");
}

export const kafka = newClient();

/** A name that no other run has used. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Waits for a condition. Generous: a group notices a killed member only after its session timeout. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 90,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, `waited ${seconds} s in vain until ${what}`);
    await delay(20);
  }
}

/** Empties the project's topics and groups of the broker, and begins a world. Returns the schemas' ids. */
export async function newWorld(): Promise<Awaited<ReturnType<typeof registerOrderSchemas>>> {
  await deleteGroups(kafka, ["payment", "shipping", "delivery"]);
  await deleteTopics(kafka);
  await ensureTopics(kafka);
  await produce([worldRecord(SAMPLE_WORLD)]);
  return await registerOrderSchemas(registry);
}

/** Produces records in one committed transaction; readers see them when it returns. */
export async function produce(records: readonly OutputRecord[]): Promise<void> {
  await committed((transaction) => sendRecords(transaction, records));
}

async function committed(work: (transaction: OpenTransaction) => Promise<void>): Promise<void> {
  const producer = await fencedProducer(kafka, "integration-test");
  try {
    await inTransaction(producer, work);
    await settleTransactions(kafka, "integration-test");
  } finally {
    await producer.disconnect();
  }
}

/** Sample orders as the shop would write them. */
export function unpaidRecords(from: number, to: number, schemaId: number): OutputRecord[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    topic: "unpaid_orders",
    key: String(from + index),
    value: encodeOrder(sampleUnpaidOrder(from + index), schemaId),
  }));
}

/** Every record of a topic that a reader of committed records gets to see. */
export function readAll(topic: string): Promise<ReadRecord[]> {
  return readTopics([...kafkaServers.brokers], [topic]);
}

/** Asserts that the group's committed offset of every partition is the very end of the log, markers included. */
export async function assertNoLag(admin: KafkaAdmin, group: string, topic: string): Promise<void> {
  const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const ends = await admin.fetchTopicOffsets(topic);
  const byPartition = (list: readonly { partition: number; offset: string }[]) =>
    Object.fromEntries(list.map(({ partition, offset }) => [partition, offset]));
  assert.deepEqual(
    byPartition(committed?.partitions ?? []),
    byPartition(ends.map(({ partition, high }) => ({ partition, offset: high }))),
    `${group} lags on ${topic}`,
  );
}

/** A service as its own process. Dispose of it, and it is asked to end, so that it leaves its group at once. */
export interface Running extends AsyncDisposable {
  signal(signal: Deno.Signal): void;
  /** Its exit code and what it said on standard error, once it has ended. */
  ended(): Promise<{ code: number; said: string }>;
}

/** Starts a processor; it thinks only where it is told to. */
export function startProcessor(
  name: "payment" | "shipping" | "delivery",
  { thinkTime = "none", environment = {} }: {
    readonly thinkTime?: "realistic" | "none";
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Running {
  return startScript(`tasks/${name}.ts`, ["--think-time", thinkTime], environment);
}

/** Starts a service. @param script its path in the project */
export function startScript(
  script: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "-A",
      fileURLToPath(new URL(`../../${script}`, import.meta.url)),
      ...args,
    ],
    env: { ...environment },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  let over = false;
  const ended = child.status.then(async ({ code }) => {
    over = true;
    return { code, said: await said };
  });
  return {
    signal: (signal) => child.kill(signal),
    ended: () => ended,
    async [Symbol.asyncDispose]() {
      if (over) return;
      child.kill("SIGTERM");
      const lastResort = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await ended;
      clearTimeout(lastResort);
    },
  };
}
