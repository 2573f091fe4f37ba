/** Starting anew: what the pipeline made on the servers is deleted, whoever runs them. */
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import type { Client } from "pg";
import { connectAddress, ksqldbAddress, type RegistryAddress } from "../lib/settings/http_addresses.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { valueSubject } from "../kafka/serdes/order_serde.ts";
import { deleteSubjects } from "../kafka/serdes/schema_registry.ts";
import { deleteGroups, deleteTopics } from "../kafka/topics/topics.ts";
import { dropStatements } from "../ksql/ksqldb/apply.ts";
import { CONSUMER_GROUPS } from "../orders/consumer_groups.ts";
import { ROW_TABLES } from "../orders/rows.ts";
import { ORDER_TOPICS, ROW_TOPICS } from "../orders/topics.ts";
import { connectGroup, deleteConnectors } from "../sinks/connect/connect_sink.ts";
import { requireDroppable } from "../sinks/postgres/ownership.ts";
import { dropTables } from "../sinks/postgres/tables.ts";

/**
 * Deletes ksqlDB's queries, connectors, tables, topics, consumer groups and schemas of the world that was.
 *
 * @param signal ends the waits for the servers with its reason; what was deleted until then stays so
 * @throws BAD_CALL, ACCESS_DENIED when something that is not ours is in the way; nothing was deleted then
 */
export async function startAnew(
  kafka: KafkaClient,
  registry: RegistryAddress,
  database: Client,
  env: Environment,
  signal?: AbortSignal,
): Promise<void> {
  // Before anything is deleted anywhere: what others hung on the tables would keep them.
  await requireDroppable(database);
  const ksqldb = ksqldbAddress(env);
  if (ksqldb) await dropStatements(ksqldb, { signal });
  const connect = connectAddress(env);
  // Connectors first: they would hold their groups, and write into tables that are about to go.
  if (connect) await deleteConnectors(connect, signal);
  await dropTables(database);
  await deleteTopics(kafka, signal);
  await deleteGroups(kafka, [...Object.keys(CONSUMER_GROUPS), ...ROW_TABLES.map(connectGroup)], signal);
  // An older version of this project may have registered what the present one cannot follow.
  await deleteSubjects(registry, [...ORDER_TOPICS, ...ROW_TOPICS].map(valueSubject), signal);
}
