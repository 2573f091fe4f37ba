/** Reads whole topics back, by kafkajs alone: a second pair of eyes that shares no code with what it checks but kafkajs's mends. */
import { Buffer } from "node:buffer";
import { mendKafkajs } from "../../kafka/client/repairs/mend_kafkajs.ts";
import type { FetchedMessage } from "../../kafka/serdes/records.ts";
import { Kafka, logLevel } from "kafkajs";

export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** The last value of each name, as text. */
  readonly headers: Readonly<Record<string, string>>;
  /** All of them, in order. */
  readonly headerList: readonly (readonly [name: string, value: string | null])[];
}

/** Every committed record of the topics, up to where they ended at the start of the call. */
export async function readTopics(brokers: string[], topics: string[]): Promise<ReadRecord[]> {
  mendKafkajs();
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

/** Silence for this long is a failure of the test. */
const SILENCE_MS = 60_000;

async function consumeUntil(
  consumer: ReturnType<Kafka["consumer"]>,
  topics: string[],
  pending: Map<string, number>,
  records: ReadRecord[],
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  const done = Promise.withResolvers<void>();
  const positions = new Map<string, number>();
  const positionOf = (name: string) => positions.get(name) ?? 0;
  let heard = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - heard < SILENCE_MS) return;
    const awaited = [...pending].map(([name, end]) => `${name} at offset ${positionOf(name)} of ${end}`);
    done.reject(new Error(`read nothing new for ${SILENCE_MS / 1000} s from ${awaited.join(", ")}`));
  }, 1000);
  // Told also of batches that hold nothing but transaction markers and aborted records, and that nobody gets to see.
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const name = `${payload.topic}/${payload.partition}`, next = Number(payload.lastOffset) + 1;
    if (next <= positionOf(name)) return;
    positions.set(name, next);
    heard = performance.now();
    if (next >= (pending.get(name) ?? Infinity)) pending.delete(name);
    if (pending.size === 0) done.resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
  try {
    await consumer.run({
      autoCommit: false,
      // deno-lint-ignore require-await
      eachBatch: async ({ batch: { topic, partition, messages } }) => {
        for (const { offset, key, value, headerList = [] } of messages as FetchedMessage[]) {
          // Who has to join its group anew gets everything again.
          if (Number(offset) < positionOf(`${topic}/${partition}`)) continue;
          records.push({
            topic,
            partition,
            offset: Number(offset),
            key: key?.toString() ?? null,
            value,
            headers: Object.fromEntries(headerList.map(([name, text]) => [String(name), String(text)])),
            headerList: headerList.map(([name, text]) => [String(name), text?.toString() ?? null]),
          });
        }
      },
    });
    await done.promise;
  } finally {
    clearInterval(timer);
  }
}

/** The JSON behind Confluent's wire format. */
export function jsonOf(record: ReadRecord): unknown {
  if (record.value === null || record.value[0] !== 0) throw new Error(`not in wire format: ${record.key}`);
  return JSON.parse(record.value.subarray(5).toString());
}
