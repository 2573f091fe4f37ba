/** The orders in flight: sold, and neither finished nor failed yet. */
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import { readEnds, withAdmin } from "../kafka/client/admin.ts";
import type { TopicPartition } from "../kafka/client/topic_partition.ts";
import { readCommitted } from "../kafka/exactly_once/committed.ts";
import { readRanges } from "../kafka/reads/bounded_read.ts";
import { readWorld } from "../kafka/topics/world_topic.ts";
import { TindahanError } from "../orders/errors.ts";
import { WORLD_TOPIC } from "../orders/topics.ts";
import type { World } from "../orders/world.ts";

/** A service that processes orders: its consumer group and the topic that it consumes. */
export interface Stage {
  readonly group: string;
  readonly topic: string;
}

/** A moment in the life of a world. */
export interface Checkpoint {
  readonly world: World;
  /** Orders that the shop had sold by then: their ids are 1 to this number. */
  readonly sold: number;
  /** The committed offset of each service by then. */
  readonly positions: readonly (TopicPartition & { readonly offset: bigint })[];
}

/**
 * Reads the positions of shop and services. An order that was sold by then, and that a later snapshot of the ended topics
 * does not hold, is in a topic at or after one of these offsets, or it was lost.
 *
 * @throws BAD_DATA when the brokers hold no world
 */
export async function takeCheckpoint(kafka: KafkaClient, stages: readonly Stage[]): Promise<Checkpoint> {
  const topics = await withAdmin(kafka, (admin) => admin.listTopics());
  const { world, position } = topics.includes(WORLD_TOPIC) ? await readWorld(kafka) : {};
  if (world === undefined) {
    throw new TindahanError(
      "BAD_DATA",
      "the brokers hold no world: no shop has sold orders there",
      "run 'deno task pipeline' first, or name the brokers that have one in KAFKA_BROKERS",
    );
  }
  const positions = await withAdmin(kafka, (admin) =>
    Promise.all(stages.map(async ({ group, topic }) => {
      const committed = await readCommitted(admin, group, [topic]);
      const ends = await readEnds(admin, topic);
      return ends.map(({ partition, low }) => ({
        topic,
        partition,
        offset: committed.find((here) => here.partition === partition)?.offset ?? low,
      }));
    })));
  return { world, sold: position?.orders ?? 0, positions: positions.flat() };
}

/** Ids of the orders at or after the offsets of a checkpoint. */
export async function ordersInFlight(
  kafka: KafkaClient,
  { positions }: Checkpoint,
  signal: AbortSignal,
): Promise<Set<number>> {
  const ranges = await withAdmin(
    kafka,
    (admin) =>
      Promise.all([...new Set(positions.map(({ topic }) => topic))].map(async (topic) => {
        const here = positions.filter((position) => position.topic === topic);
        const ends = await readEnds(admin, topic);
        return here.map(({ partition, offset }) => ({
          topic,
          partition,
          start: offset,
          end: ends.find((end) => end.partition === partition)?.high ?? offset,
        }));
      })),
  );
  const orders = new Set<number>();
  await readRanges(kafka, ranges.flat(), (records) => {
    for (const { key } of records) orders.add(Number(key));
    return Promise.resolve();
  }, signal);
  return orders;
}
