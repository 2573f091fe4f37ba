/** The servers of a sink: Kafka, schema registry and PostgreSQL. */
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { type DatabaseAddress, databaseAddress } from "../../lib/settings/database_address.ts";
import { type RegistryAddress, registryAddress } from "../../lib/settings/http_addresses.ts";
import { type KafkaAddress, kafkaAddress } from "../../lib/settings/kafka_address.ts";
import type { Environment } from "../../lib/settings/settings.ts";

export interface SinkServers {
  readonly environment: Environment;
  readonly kafka: KafkaAddress;
  readonly registry: RegistryAddress;
  readonly database: DatabaseAddress;
}

/** The servers that are named or run here. @param config a client.properties file @throws BAD_CALL, UNREACHABLE */
export function sinkServers(config: string | undefined): SinkServers {
  const environment = withLocalServers(Deno.env, config);
  return {
    environment,
    kafka: required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS"),
    registry: required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
    database: required(databaseAddress(environment), "PostgreSQL", "DATABASE_URL"),
  };
}
