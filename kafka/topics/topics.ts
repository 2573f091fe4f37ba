/** The project's topics and consumer groups on the cluster: made when missing, deleted when a world starts anew. */
import type { Admin, ITopicConfig, Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import { TindahanError } from "../../orders/errors.ts";
import { DEAD_LETTER_TOPIC, ORDER_TOPICS, PARTITIONS, ROW_TOPICS, WORLD_TOPIC } from "../../orders/topics.ts";
import { patiently, readEnds, withAdmin } from "../client/admin.ts";
import { WORLD_GROUP_PREFIX } from "./world_topic.ts";

/** Every topic of the project. */
export const ALL_TOPICS: readonly string[] = [...ORDER_TOPICS, ...ROW_TOPICS, DEAD_LETTER_TOPIC, WORLD_TOPIC];

/** A killed member leaves its group only when its session has expired. */
const PATIENCE_MS = 60_000;

/** Creates the topics that are missing; safe to call again, and by several services at once. */
export async function ensureTopics(kafka: Kafka): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const present = new Set(await admin.listTopics());
    const topics = ALL_TOPICS.filter((topic) => !present.has(topic)).map(topicConfig);
    if (topics.length === 0) return;
    // kafkajs would wait for leaders too, but gives up on a topic that the broker asked does not know of yet.
    await admin.createTopics({ topics, waitForLeaders: false });
    const names = topics.map(({ topic }) => topic);
    await until(() => haveLeaders(admin, names), `the new topics ${names.join(", ")} have no leader`);
    // A leader may be elected before it knows of it.
    for (const { topic } of topics) await readEnds(admin, topic);
  });
}

/**
 * Deletes all of the project's topics, and returns when the cluster no longer lists them.
 *
 * @throws UNHEALTHY when the cluster keeps them
 */
export async function deleteTopics(kafka: Kafka): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const present = async () => {
      const names = new Set(await admin.listTopics());
      return ALL_TOPICS.filter((topic) => names.has(topic));
    };
    const topics = await present();
    if (topics.length > 0) await admin.deleteTopics({ topics });
    await until(
      async () => (await present()).length === 0,
      `the topics ${topics.join(", ")} are still there`,
    );
  });
}

/**
 * Deletes consumer groups with their offsets, and leftovers of those that read the world; returns when they are gone.
 * A group that still has members is waited for: a killed one stays until its session has expired.
 *
 * @throws UNHEALTHY when members stay
 */
export async function deleteGroups(kafka: Kafka, groups: readonly string[]): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const present = async () => {
      // A broker that has just started may still be loading its groups.
      const { groups: listed } = await patiently(() => admin.listGroups());
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
    );
  });
}

async function haveLeaders(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics });
    return metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    const type = error instanceof Error && "type" in error ? error.type : undefined;
    if (type === "UNKNOWN_TOPIC_OR_PARTITION" || type === "LEADER_NOT_AVAILABLE") return false;
    throw error;
  }
}

function topicConfig(topic: string): ITopicConfig {
  const single = topic === WORLD_TOPIC || topic === DEAD_LETTER_TOPIC;
  const configEntries = [{ name: "retention.ms", value: "-1" }];
  if (topic === WORLD_TOPIC) configEntries.push({ name: "cleanup.policy", value: "compact" });
  // A dead letter is the record as it came, at most 1 MiB by the broker's default, plus what is said about it.
  if (topic === DEAD_LETTER_TOPIC) configEntries.push({ name: "max.message.bytes", value: "2097152" });
  // -1 leaves the number of replicas to the cluster.
  return { topic, numPartitions: single ? 1 : PARTITIONS, replicationFactor: -1, configEntries };
}

async function until(done: () => Promise<boolean>, problem: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!await done()) {
    if (performance.now() > deadline) {
      throw new TindahanError(
        "UNHEALTHY",
        `${problem} after ${PATIENCE_MS / 1000} s`,
        "stop every process that uses them and try again",
      );
    }
    await delay(100);
  }
}
