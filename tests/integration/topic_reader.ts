/** Reads whole topics back, by kafkajs alone: a second pair of eyes that shares no code with what it checks but one mend. */
import { Buffer } from "node:buffer";
import { mendReadCommitted } from "../../kafka/aborted_transactions.ts";
import { type EachBatchPayload, Kafka, logLevel } from "kafkajs";

export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Every committed record of the topics, up to their high watermarks at the start of the call. */
export async function readTopics(brokers: string[], topics: string[]): Promise<ReadRecord[]> {
  mendReadCommitted();
  const kafka = new Kafka({
    clientId: "test-reader",
    brokers,
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 20 },
  });
  const admin = kafka.admin();
  await admin.connect();
  const pending = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) pending.set(`${topic}/${partition}`, Number(high));
    }
  }
  const groupId = `test-reader-${Deno.pid}-${readers++}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, readUncommitted: false });
  const records: ReadRecord[] = [];
  try {
    if (pending.size > 0) await consumeUntil(consumer, topics, pending, records);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
  return records;
}
let readers = 0;

async function consumeUntil(
  consumer: ReturnType<Kafka["consumer"]>,
  topics: string[],
  pending: Map<string, number>,
  records: ReadRecord[],
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const done = Promise.withResolvers<void>();
  let positions: EachBatchPayload["uncommittedOffsets"] | undefined;
  // Behind the last record stand transaction markers that no batch shows; only the consumer's own position passes them.
  const settle = () => {
    for (const { topic, partitions } of positions?.().topics ?? []) {
      for (const { partition, offset } of partitions) {
        const name = `${topic}/${partition}`;
        if (Number(offset) >= (pending.get(name) ?? Infinity)) pending.delete(name);
      }
    }
    if (pending.size === 0) done.resolve();
  };
  const timer = setInterval(settle, 50);
  consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // deno-lint-ignore require-await
    eachBatch: async ({ batch, resolveOffset, uncommittedOffsets }) => {
      positions = uncommittedOffsets;
      for (const { offset, key, value, headers } of batch.messages) {
        records.push({
          topic: batch.topic,
          partition: batch.partition,
          offset: Number(offset),
          key: key?.toString() ?? null,
          value,
          headers: Object.fromEntries(
            Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]),
          ),
        });
      }
      const last = batch.messages.at(-1);
      if (last) resolveOffset(last.offset);
      settle();
    },
  });
  await done.promise.finally(() => clearInterval(timer));
}

/** The JSON behind Confluent's wire format. */
export function jsonOf(record: ReadRecord): unknown {
  if (record.value === null || record.value[0] !== 0) throw new Error(`not in wire format: ${record.key}`);
  return JSON.parse(record.value.subarray(5).toString());
}
