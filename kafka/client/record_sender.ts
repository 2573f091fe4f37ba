/** Sends records without a transaction. */
import { Partitioners } from "kafkajs";
import { messagesOf, type OutputRecord } from "../serdes/records.ts";
import { type KafkaClient, kafkajsOf } from "./kafka_client.ts";
import { splitByBytes } from "./record_batches.ts";

/** Dispose of it (`await using`) to disconnect it. */
export interface RecordSender extends AsyncDisposable {
  /** Sends records to one topic, in order, each once however often a request is repeated. */
  send(topic: string, records: readonly OutputRecord[]): Promise<void>;
}

/** A connected sender. */
export async function connectSender(kafka: KafkaClient): Promise<RecordSender> {
  const producer = kafkajsOf(kafka).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const disconnect = () => producer.disconnect().catch(() => {});
  try {
    await producer.connect();
  } catch (error) {
    await disconnect();
    throw error;
  }
  return {
    async send(topic, records) {
      for (const slice of splitByBytes(records)) {
        await producer.send({ topic, acks: -1, messages: messagesOf(slice) });
      }
    },
    [Symbol.asyncDispose]: disconnect,
  };
}
