/** Refuses impossible runs by what is known before any server is started. */
import type { LocalSeconds } from "../orders/local_time.ts";
import { newWorld } from "../generator/world_flags.ts";
import { requireKsqldb } from "../ksql/ksqldb/ksqldb_rest.ts";
import { connectAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { requireUsable } from "../lib/settings/require_usable.ts";
import type { Environment } from "../lib/settings/settings.ts";
import { withoutPassword } from "../lib/settings/without_password.ts";
import { TindahanError } from "../orders/errors.ts";
import { isApicurio } from "../sinks/connect/connector_config.ts";
import type { SinkKind } from "../sinks/sink_kinds.ts";
import type { PipelineOptions } from "./options.ts";

/**
 * Refuses flags and settings that cannot be used, those of the parts that this run uses.
 *
 * @param env before the local servers' addresses are known
 * @param present the default of `--now`
 * @throws BAD_CALL
 */
export function requireRunnable(options: PipelineOptions, env: Environment, present: LocalSeconds): void {
  newWorld(options, present);
  // The local splice asks a ksqlDB server that is named whether it does the same work.
  requireUsable(env, ["kafka", "registry", "postgres", "ksqldb"]);
  // A new world needs a Connect that lets go of the former one's topics.
  if (options.sink === "connect" || options.fresh) requireUsable(env, ["connect"]);
  if (options.splice === "ksqldb") requireKsqldb(env);
  requireSink(options.sink, env);
}

/** Where no Connect worker is named, the one that is started here has Apicurio's converter alone. */
function requireSink(kind: SinkKind, env: Environment): void {
  const registry = registryAddress(env);
  if (kind !== "connect" || registry === undefined || connectAddress(env) !== undefined) return;
  if (isApicurio(registry)) return;
  throw new TindahanError(
    "BAD_CALL",
    `the Kafka Connect of this machine cannot read from the schema registry at ${
      withoutPassword(registry.url)
    }`,
    "use --sink direct or managed, or name a worker with Confluent's Avro converter in CONNECT_URL, see docs/confluent-cloud.md",
  );
}
