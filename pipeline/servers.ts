/** The servers of a run: those that are named or running, and for the time of the run those that are missing. */
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { type DatabaseAddress, databaseAddress } from "../lib/settings/database_address.ts";
import { type RegistryAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { type KafkaAddress, kafkaAddress } from "../lib/settings/kafka_address.ts";
import { overlay } from "../lib/settings/overlay.ts";
import type { Environment } from "../lib/settings/settings.ts";
import type { TindahanError } from "../orders/errors.ts";
import { type ServerName, SERVERS } from "../stack/servers.ts";
import { startStack } from "../stack/stack.ts";
import type { SinkKind } from "../sinks/sink_kinds.ts";

export interface Servers {
  readonly kafka: KafkaAddress;
  readonly registry: RegistryAddress;
  readonly database: DatabaseAddress;
  /** What the services get on top of this process's own environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** All settings, with the addresses of local servers, also of those that this run does not need. */
  readonly env: Environment;
  /** Resolves when a server that was started here ends although nobody asked it to; else it never does. */
  readonly failure: Promise<TindahanError>;
}

/**
 * Starts what a run needs and nobody named. Dispose of it (`await using`) to stop what was started.
 *
 * @param given settings that count more than the environment
 * @param signal ends the start with its reason
 */
export async function startServers(
  sink: SinkKind,
  given: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Servers & AsyncDisposable> {
  const stack = await startStack({
    env: overlay(given, Deno.env),
    needs: needsOf(sink),
    keep: false,
    onProgress: (line) => console.error(line),
    signal,
  });
  await using started = new AsyncDisposableStack();
  started.defer(async () => {
    if (stack.started.length > 0) console.error("stopping the servers");
    await stack.stop();
  });
  // The services get the file's values by their environment; none of them reads the file again.
  const settings = { ...given, ...stack.environment };
  // A Connect that runs must let go of a world's topics, also where this run does not need it.
  const env = overlay(settings, withLocalServers(Deno.env));
  const servers = {
    kafka: required(kafkaAddress(env), "Kafka", "KAFKA_BROKERS"),
    registry: required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL"),
    database: required(databaseAddress(env), "PostgreSQL", "DATABASE_URL"),
  };
  const running = started.move();
  return {
    ...servers,
    settings,
    env,
    failure: stack.failure,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function needsOf(sink: SinkKind): ReadonlySet<ServerName> {
  return new Set(SERVERS.filter((server) => server !== "connect" || sink === "connect"));
}
