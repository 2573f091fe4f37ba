/** The pipeline's own connections to Kafka and PostgreSQL. */
import type { Client } from "pg";
import { connectAdmin, type KafkaAdmin } from "../kafka/client/admin.ts";
import { kafkaClient } from "../kafka/client/client.ts";
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import { connectDatabase } from "../sinks/postgres/database.ts";
import type { Servers } from "./servers.ts";

type Addresses = Pick<Servers, "kafka" | "database">;

export interface Connections {
  readonly kafka: KafkaClient;
  readonly admin: KafkaAdmin;
  readonly database: Client;
}

/** Connects. Dispose of it (`await using`) to disconnect. @throws what kafkajs and pg throw, see `explainServerError` */
export async function connect(addresses: Addresses): Promise<Connections & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const kafka = kafkaClient(addresses.kafka, "pipeline");
  const admin = opened.use(await connectAdmin(kafka));
  const database = opened.use(await connectDatabase(addresses.database, "pipeline"));
  const connections = opened.move();
  return { kafka, admin, database, [Symbol.asyncDispose]: () => connections.disposeAsync() };
}
