/** The servers of a world that was run: those that are named or running, else the kept data, served as long as a task needs it. */
import { required } from "../lib/settings/addresses.ts";
import { withClientProperties } from "../lib/settings/client_properties.ts";
import { giveUpOnInterrupt } from "../lib/command_line/interrupt.ts";
import { type DatabaseAddress, databaseAddress } from "../lib/settings/database_address.ts";
import { overlay } from "../lib/settings/overlay.ts";
import { requireUsable } from "../lib/settings/require_usable.ts";
import { type KafkaAddress, kafkaAddress } from "../lib/settings/kafka_address.ts";
import { type RegistryAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { startStack } from "../stack/stack.ts";

export interface EndedServers {
  readonly kafka: KafkaAddress;
  readonly registry: RegistryAddress;
  readonly database: DatabaseAddress;
  readonly signal: AbortSignal;
}

/**
 * Runs work with the addresses of Kafka, registry and PostgreSQL, and stops again what it had to start. Ctrl-C aborts
 * the signal, which ends the work.
 *
 * @param config a client.properties file, which counts more than the environment
 * @throws BAD_CALL when that file or a setting cannot be used; Interrupted after Ctrl-C
 */
export async function withEndedServers(
  config: string | undefined,
  work: (servers: EndedServers) => Promise<void>,
): Promise<void> {
  const outside = withClientProperties(Deno.env, config);
  requireUsable(outside, ["kafka", "registry", "postgres"]);
  await giveUpOnInterrupt(async (signal) => {
    const stack = await startStack({
      env: outside,
      needs: new Set(["kafka", "registry", "postgres"]),
      keep: false,
      onProgress: (line) => console.error(line),
      signal,
    });
    const env = overlay(stack.environment, outside);
    try {
      await work({
        kafka: required(kafkaAddress(env), "Kafka", "KAFKA_BROKERS"),
        registry: required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL"),
        database: required(databaseAddress(env), "PostgreSQL", "DATABASE_URL"),
        signal,
      });
    } finally {
      await stack.stop();
    }
  });
}
