/** Whether a sink can do its work at all with the servers that are named. */
import { connectAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import { isApicurio } from "../sinks/connect/connector_config.ts";
import type { SinkKind } from "./options.ts";

/**
 * Demands that rows have a way into PostgreSQL, before any server is started: where no Connect worker is named, the one
 * that is started here has Apicurio's converter alone.
 *
 * @param env before the local servers' addresses are known
 * @throws BAD_CALL
 */
export function requireSink(kind: SinkKind, env: Environment): void {
  const registry = registryAddress(env);
  if (kind !== "connect" || registry === undefined || connectAddress(env) !== undefined) return;
  if (isApicurio(registry)) return;
  throw new TindahanError(
    "BAD_CALL",
    `the Kafka Connect of this machine cannot read from the schema registry at ${registry.url}`,
    "use --sink direct or managed, or name a worker with Confluent's Avro converter in CONNECT_URL, see docs/confluent-cloud.md",
  );
}
