/** The handle on a cluster that the rooms above hold. */
import type { Kafka } from "kafkajs";

declare const CLIENT: unique symbol;

/** A client of a cluster. What it is made of is known in kafka/ alone; the rooms above hand it on. */
export interface KafkaClient {
  readonly [CLIENT]: never;
}

/** kafkajs's client behind ours. */
export function kafkajsOf(client: KafkaClient): Kafka {
  return client as unknown as Kafka;
}

/** Our client in front of kafkajs's. */
export function clientOf(kafka: Kafka): KafkaClient {
  return kafka as unknown as KafkaClient;
}
