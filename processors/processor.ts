/** The transform that payment, shipping and delivery share: read an order, apply the rule, write the order on. */
import type { ConsumedRecord, OutputRecord } from "../kafka/serdes/records.ts";
import { deadLetter } from "../kafka/serdes/dead_letters.ts";
import type { Transformed } from "../kafka/exactly_once/exactly_once.ts";
import { encodeOrder, orderReader } from "../kafka/serdes/order_serde.ts";
import type { SchemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { CONSUMER_GROUPS } from "../orders/consumer_groups.ts";
import { secondsOf } from "../orders/local_time.ts";
import type { Order } from "../orders/order.ts";
import { type RandomStream, randomStreams } from "../orders/random.ts";
import { DEAD_LETTER_TOPIC, type OrderOfTopic, type OrderTopic, topicOf } from "../orders/topics.ts";
import { addCounts, type Counts, countsOfOrder, type Era, eraOf, type World } from "../orders/world.ts";
import { thinkTimes } from "./think_time.ts";

export type StageName = "payment" | "shipping" | "delivery";
type TopicOfStage<Name extends StageName> = typeof CONSUMER_GROUPS[Name][0];

/** A service of the shop. */
export interface Stage<Name extends StageName> {
  /** Name of the task, the consumer group and the purpose of its draws. */
  readonly name: Name;
  /** Moves one order on; the order's new status says where to. */
  readonly rule: (order: OrderOfTopic[TopicOfStage<Name>], era: Era, random: RandomStream) => Order;
}

export interface StageContext {
  readonly world: World;
  readonly registry: SchemaRegistry;
  /** Ids of the order topics' schemas. */
  readonly schemaIds: Readonly<Record<OrderTopic, number>>;
  /** Waits for the think time of a slice of orders, or not at all. */
  readonly think: (seconds: number) => Promise<void>;
}

/** The transform of a stage. The same records give the same outputs, wherever and whenever it runs. */
export function stageTransform<Name extends StageName>(
  stage: Stage<Name>,
  { world, registry, schemaIds, think }: StageContext,
): (records: readonly ConsumedRecord[]) => Promise<Transformed> {
  const topic: TopicOfStage<Name> = CONSUMER_GROUPS[stage.name][0];
  const read = orderReader(topic, registry);
  const streams = randomStreams(world.seed, stage.name);
  const thinkTime = thinkTimes(world.seed, stage.name);

  return async (records) => {
    const outputs: OutputRecord[] = [];
    let counts: Counts = {};
    let longest = 0;
    for (const [index, reading] of (await read(records)).entries()) {
      if ("unreadable" in reading) {
        outputs.push(deadLetter(records[index]!, stage.name, reading.unreadable));
        counts = addCounts(counts, { [DEAD_LETTER_TOPIC]: 1 });
        continue;
      }
      const { order } = reading;
      const moved = stage.rule(order, eraOf(secondsOf(order.order_date), world), streams(order.order_id));
      const topic = topicOf(moved);
      outputs.push({ topic, key: String(moved.order_id), value: encodeOrder(moved, schemaIds[topic]) });
      counts = addCounts(counts, countsOfOrder(topic, moved.item_info.length));
      longest = Math.max(longest, thinkTime(order.order_id, order.shipping_info.express_shipping));
    }
    // The think times of a slice run at the same time: they cost latency, not throughput.
    await think(longest);
    return { outputs, counts };
  };
}
