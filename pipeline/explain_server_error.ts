/** What a server answered, in words for the user. */
import { explainKafkaError } from "../kafka/client/failures.ts";
import { explainDatabaseError } from "../sinks/postgres/database_errors.ts";
import type { Servers } from "./servers.ts";

/** Turns what Kafka or PostgreSQL answered into an error for the user; everything else comes back as it is. */
export function explainServerError(
  error: unknown,
  { kafka, database }: Pick<Servers, "kafka" | "database">,
): unknown {
  // Both know a lost connection and a certificate by its words; kafkajs's errors are known by their names.
  return error instanceof Error && error.name.startsWith("KafkaJS")
    ? explainKafkaError(error, kafka)
    : explainDatabaseError(error, database);
}
