/** The servers of a world that was run: those that are named or running, else the kept data, served as long as a task needs it. */
import { required } from "../cli/addresses.ts";
import { interruptible } from "../cli/interrupt.ts";
import {
  type DatabaseAddress,
  databaseAddress,
  type Environment,
  type KafkaAddress,
  kafkaAddress,
  type RegistryAddress,
  registryAddress,
} from "../cli/settings.ts";
import { startStack } from "../stack/stack.ts";

export interface EndedServers {
  readonly kafka: KafkaAddress;
  readonly registry: RegistryAddress;
  readonly database: DatabaseAddress;
  readonly signal: AbortSignal;
}

/**
 * Runs work with the addresses of Kafka, registry and PostgreSQL, and stops again what it had to start. Ctrl-C aborts
 * the signal; what the work throws then is the end that was asked for, with exit code 130.
 */
export async function withEndedServers(work: (servers: EndedServers) => Promise<void>): Promise<void> {
  using interrupt = interruptible();
  const { signal } = interrupt;
  try {
    const stack = await startStack({
      env: Deno.env,
      needs: new Set(["kafka", "registry", "postgres"]),
      keep: false,
      onProgress: (line) => console.error(line),
      signal,
    });
    const env: Environment = { get: (name) => stack.environment[name] ?? Deno.env.get(name) };
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
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error("interrupted; nothing was changed");
    Deno.exit(130);
  }
}
