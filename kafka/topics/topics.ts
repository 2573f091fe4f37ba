/** The project's topics and consumer groups on the cluster: made when missing, deleted when a world starts anew. */
import { retry, type RetryPolicy, waitUntil } from "../../lib/retry/retry.ts";
import { TindahanError } from "../../orders/errors.ts";
import { DEAD_LETTER_TOPIC, ORDER_TOPICS, PARTITIONS, ROW_TOPICS, WORLD_TOPIC } from "../../orders/topics.ts";
import { connectAdmin, type KafkaAdmin, readEnds, type TopicSettings, untilReady } from "../client/admin.ts";
import { brokerAnswers, isTransient } from "../client/failures.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { WORLD_GROUP_PREFIX } from "./world_topic.ts";

/** Every topic of the project. */
export const ALL_TOPICS: readonly string[] = [...ORDER_TOPICS, ...ROW_TOPICS, DEAD_LETTER_TOPIC, WORLD_TOPIC];

/**
 * How long topics and groups may take to come or go, in milliseconds. A killed member leaves its group only when its
 * session has expired.
 */
const CHANGE_TIMEOUT_MS = 60_000;

/** A cluster that has just started takes no new topics until its brokers have registered. */
const BROKERS_REGISTERED: RetryPolicy = { minDelay: 100, maxDelay: 1000, timeout: 30_000 };

/**
 * Creates the topics that are missing, and waits until all have leaders; safe to call again, and by several services at once.
 *
 * @param signal ends the wait for their leaders
 * @throws UNHEALTHY when they get no leader
 */
export async function ensureTopics(kafka: KafkaClient, signal?: AbortSignal): Promise<void> {
  await using admin = await connectAdmin(kafka);
  const made = new Set<string>();
  const createMissing = async () => {
    const present = new Set(await admin.listTopics());
    const topics = ALL_TOPICS.filter((topic) => !present.has(topic)).map(topicSettings);
    if (topics.length === 0) return;
    for (const { topic } of topics) made.add(topic);
    // kafkajs would wait for leaders too, but gives up on a topic that the broker asked does not know of yet.
    await admin.createTopics({ topics, waitForLeaders: false });
  };
  await retry(createMissing, { policy: BROKERS_REGISTERED, isRetryable: mayPass, signal });
  const all = [...ALL_TOPICS];
  await until(() => haveLeaders(admin, all), `not all of the topics ${all.join(", ")} have a leader`, signal);
  // A leader may be elected before it knows of it.
  for (const topic of made) await readEnds(admin, topic, signal);
}

/** With brokers that have not registered yet, a topic seems to ask for more replicas than there are brokers. */
function mayPass(error: unknown): boolean {
  return isTransient(error) || brokerAnswers(error, "INVALID_REPLICATION_FACTOR");
}

/**
 * Deletes all of the project's topics, and returns when the cluster no longer lists them.
 *
 * @param signal ends the wait
 * @throws UNHEALTHY when the cluster keeps them
 */
export async function deleteTopics(kafka: KafkaClient, signal?: AbortSignal): Promise<void> {
  await using admin = await connectAdmin(kafka);
  const present = async () => {
    const names = new Set(await untilReady(() => admin.listTopics(), signal));
    return ALL_TOPICS.filter((topic) => names.has(topic));
  };
  const topics = await present();
  if (topics.length > 0) await untilReady(() => deleteThose(admin, topics), signal);
  await until(
    async () => (await present()).length === 0,
    `the topics ${topics.join(", ")} are still there`,
    signal,
  );
}

async function deleteThose(admin: KafkaAdmin, topics: string[]): Promise<void> {
  try {
    await admin.deleteTopics({ topics });
  } catch (error) {
    // Asked for the second time, the brokers may have deleted some by the first request.
    if (!brokerAnswers(error, "UNKNOWN_TOPIC_OR_PARTITION")) throw error;
  }
}

/**
 * Deletes consumer groups with their offsets, and leftovers of those that read the world; returns when they are gone.
 * A group that still has members is waited for: a killed one stays until its session has expired.
 *
 * @param signal ends the wait
 * @throws UNHEALTHY when members stay
 */
export async function deleteGroups(
  kafka: KafkaClient,
  groups: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await using admin = await connectAdmin(kafka);
  const present = async () => {
    // A broker that has just started may still be loading its groups.
    const { groups: listed } = await untilReady(() => admin.listGroups(), signal);
    return listed.map(({ groupId }) => groupId)
      .filter((group) => groups.includes(group) || group.startsWith(WORLD_GROUP_PREFIX));
  };
  await until(
    async () => {
      const left = await present();
      await Promise.allSettled(left.map((group) => admin.deleteGroups([group])));
      return (await present()).length === 0;
    },
    `the consumer groups ${groups.join(", ")} are still there`,
    signal,
  );
}

async function haveLeaders(admin: KafkaAdmin, topics: string[]): Promise<boolean> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics });
    return metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    if (brokerAnswers(error, "UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE")) return false;
    throw error;
  }
}

function topicSettings(topic: string): TopicSettings {
  const single = topic === WORLD_TOPIC || topic === DEAD_LETTER_TOPIC;
  const configEntries = [{ name: "retention.ms", value: "-1" }];
  if (topic === WORLD_TOPIC) configEntries.push({ name: "cleanup.policy", value: "compact" });
  // A dead letter is the record as it came, at most 1 MiB by the broker's default, plus what is said about it.
  if (topic === DEAD_LETTER_TOPIC) configEntries.push({ name: "max.message.bytes", value: "2097152" });
  return { topic, numPartitions: single ? 1 : PARTITIONS, replicationFactor: -1, configEntries };
}

async function until(
  holds: () => Promise<boolean>,
  problem: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await waitUntil(holds, { interval: 100, timeout: CHANGE_TIMEOUT_MS, signal })) return;
  throw new TindahanError(
    "UNHEALTHY",
    `${problem} after ${CHANGE_TIMEOUT_MS / 1000} s`,
    "stop every process that uses them and try again",
  );
}
