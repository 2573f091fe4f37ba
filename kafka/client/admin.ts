/** Questions to the cluster, with the patience that a cluster needs which has just started or just made a topic. */
import type { Admin, Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import { isTransient } from "./failures.ts";

/** How long a broker may take to load a group or to learn of a new topic. */
const PATIENCE_MS = 10_000;

/** Runs work with a connected admin client. */
export async function withAdmin<Result>(
  kafka: Kafka,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Asks again while the answer is one that passes by itself, which kafkajs does for some questions only. */
export async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  while (true) {
    try {
      return await ask();
    } catch (error) {
      if (!isTransient(error) || performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}

export interface TopicEnd {
  readonly partition: number;
  /** Offset of the oldest record. */
  readonly low: bigint;
  /** Last stable offset: the high watermark, unless a transaction is open before it. */
  readonly high: bigint;
}

/** Where the partitions of a topic begin and end for readers of committed records. */
export async function readEnds(admin: Admin, topic: string): Promise<TopicEnd[]> {
  const ends = await patiently(() => admin.fetchTopicOffsets(topic));
  return ends.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
}
