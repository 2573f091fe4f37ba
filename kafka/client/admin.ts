/** Questions to the cluster, asked again while it has just started or just made a topic. */
import { retry } from "../../lib/retry/retry.ts";
import { isTransient } from "./failures.ts";
import { type KafkaClient, kafkajsOf } from "./kafka_client.ts";

/** What the project asks a cluster for; kafkajs's own admin client is one. Offsets are decimal texts. */
export interface KafkaAdmin {
  listTopics(): Promise<string[]>;
  createTopics(topics: {
    readonly topics: TopicSettings[];
    readonly waitForLeaders?: boolean;
  }): Promise<boolean>;
  deleteTopics(topics: { readonly topics: string[] }): Promise<void>;
  fetchTopicMetadata(of: { readonly topics: string[] }): Promise<{
    readonly topics: readonly { readonly partitions: readonly { readonly leader: number }[] }[];
  }>;
  fetchTopicOffsets(topic: string): Promise<
    { readonly partition: number; readonly low: string; readonly high: string; readonly offset: string }[]
  >;
  fetchOffsets(of: { readonly groupId: string; readonly topics: string[] }): Promise<
    {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly offset: string;
        readonly metadata: string | null;
      }[];
    }[]
  >;
  listGroups(): Promise<{ readonly groups: readonly { readonly groupId: string }[] }>;
  deleteGroups(groups: string[]): Promise<unknown>;
}

export interface TopicSettings {
  readonly topic: string;
  readonly numPartitions?: number;
  /** -1 leaves the number of replicas to the cluster. */
  readonly replicationFactor?: number;
  readonly configEntries?: { readonly name: string; readonly value: string }[];
}

/** A connected admin client. Dispose of it (`await using`) to disconnect it. */
export async function connectAdmin(kafka: KafkaClient): Promise<KafkaAdmin & AsyncDisposable> {
  const admin = kafkajsOf(kafka).admin();
  try {
    await admin.connect();
  } catch (error) {
    await admin.disconnect().catch(() => {});
    throw error;
  }
  // What cannot be disconnected in order must not hide what went wrong before.
  return Object.assign(admin, { [Symbol.asyncDispose]: () => admin.disconnect().catch(() => {}) });
}

/** Runs work with a connected admin client. */
export async function withAdmin<Result>(
  kafka: KafkaClient,
  work: (admin: KafkaAdmin) => Promise<Result>,
): Promise<Result> {
  await using admin = await connectAdmin(kafka);
  return await work(admin);
}

/** How long a broker may take to load a group, to elect a leader, or to learn of a new topic. */
const BROKER_READY = { minDelay: 50, maxDelay: 500, timeout: 30_000 } as const;

/**
 * Asks again while the answer is one that passes by itself, which kafkajs does for some questions only.
 *
 * @throws the last answer after half a minute; the signal's reason when it is aborted
 */
export function untilReady<Result>(ask: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  return retry(ask, { policy: BROKER_READY, isRetryable: isTransient, signal });
}

export interface TopicEnd {
  readonly partition: number;
  /** Offset of the oldest record. */
  readonly low: bigint;
  /** Last stable offset: the high watermark, unless a transaction is open before it. */
  readonly high: bigint;
}

/** Where the partitions of a topic begin and end for readers of committed records. */
export async function readEnds(
  admin: Pick<KafkaAdmin, "fetchTopicOffsets">,
  topic: string,
  signal?: AbortSignal,
): Promise<TopicEnd[]> {
  const ends = await untilReady(() => admin.fetchTopicOffsets(topic), signal);
  return ends.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
}
