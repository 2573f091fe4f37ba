/** Reads the ended orders of the topics, up to now. */
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import type { TopicPartition } from "../../kafka/client/topic_partition.ts";
import type { Unreadable } from "../../kafka/serdes/dead_letters.ts";
import { orderReader } from "../../kafka/serdes/order_serde.ts";
import type { ConsumedRecord } from "../../kafka/serdes/records.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { type LogRange, readRanges } from "../../kafka/reads/bounded_read.ts";
import type { EndedOrder } from "./order_batch.ts";
import { outOfRangeInOrder } from "./order_fit.ts";

export const ENDED_TOPICS = ["finished_orders", "failed_orders"] as const;

/** A record that is not a valid order. The splice sends it to the dead letters. */
export interface LeftOut extends TopicPartition {
  readonly offset: string;
  readonly why: Unreadable;
}

export interface OrdersRead {
  readonly orders: number;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads ranges of the ended topics.
 *
 * @param onOrders gets the orders, those of a partition in order; reading waits for it
 */
export async function readEndedOrders(
  kafka: KafkaClient,
  registry: SchemaRegistry,
  ranges: readonly LogRange[],
  onOrders: (orders: readonly EndedOrder[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<OrdersRead> {
  const readers = {
    finished_orders: orderReader("finished_orders", registry),
    failed_orders: orderReader("failed_orders", registry),
  };
  const leftOut: LeftOut[] = [];
  let count = 0;
  await readRanges(kafka, ranges, async (records) => {
    const topic = records[0]!.topic === "finished_orders" ? "finished_orders" : "failed_orders";
    const orders: EndedOrder[] = [];
    for (const [index, reading] of (await readers[topic](records)).entries()) {
      const why = "order" in reading ? outOfRangeIn(reading.order) : reading.unreadable;
      if (why === undefined && "order" in reading) orders.push(reading.order);
      else if (why !== undefined) leftOut.push(leaveOut(records[index]!, why));
    }
    count += orders.length;
    await onOrders(orders);
  }, signal);
  return { orders: count, leftOut };
}

function outOfRangeIn(order: EndedOrder): Unreadable | undefined {
  const message = outOfRangeInOrder(order);
  return message === undefined ? undefined : { reason: "OutOfRange", message };
}

function leaveOut({ topic, partition, offset }: ConsumedRecord, why: Unreadable): LeftOut {
  return { topic, partition, offset, why };
}
