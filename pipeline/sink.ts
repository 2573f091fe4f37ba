/** The pipeline's way into PostgreSQL: connectors that run in Kafka Connect, or a service of our own. */
import type { KafkaAdmin } from "../kafka/client/admin.ts";
import { required } from "../lib/settings/addresses.ts";
import { connectAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { databaseAddress } from "../lib/settings/database_address.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { readGroupProgress } from "../kafka/reads/progress.ts";
import { startConnectSink } from "../sinks/connect/connect_sink.ts";
import { watchConnectSink } from "../sinks/connect/connect_watch.ts";
import { DIRECT_SINK } from "../sinks/direct/direct_member.ts";
import type { SinkKind } from "../sinks/sink_kinds.ts";
import type { SinkLag } from "./poller.ts";

export interface Sink {
  /** Makes it ready to store rows; tables and schemas exist. @throws the signal's reason when it is aborted */
  setUp(signal: AbortSignal): Promise<void>;
  readonly lag: SinkLag;
  /** Rejects when the sink fails; resolves when the signal is aborted. */
  supervise(signal: AbortSignal): Promise<void>;
}

/** The direct sink runs as a service and a managed one elsewhere, so that only their lag is left to ask for. */
const RUNS_ELSEWHERE = { setUp: () => Promise.resolve(), supervise: () => Promise.resolve() };

/** The sink of a kind. @param admin connected */
export function sinkOf(kind: SinkKind, env: Environment, admin: KafkaAdmin): Sink {
  if (kind === "managed") return { ...RUNS_ELSEWHERE, lag: missingRows };
  if (kind === "direct") {
    return { ...RUNS_ELSEWHERE, lag: async () => (await readGroupProgress(admin, DIRECT_SINK)).lag };
  }
  const connect = required(connectAddress(env), "Kafka Connect", "CONNECT_URL");
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  const registry = required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL");
  return {
    setUp: (signal) => startConnectSink(connect, { database, registry }, signal),
    lag: missingRows,
    supervise: (signal) => watchConnectSink(connect, signal),
  };
}

/**
 * Connect never commits past the transaction markers at the end of a partition: its lag in offsets stays above 0 for ever.
 * What counts is the rows that are still to come.
 */
const missingRows: SinkLag = (totals, rows) =>
  Math.max(0, (totals.finished_orders ?? 0) - rows.order_info) +
  Math.max(0, (totals.failed_orders ?? 0) - rows.failed_order_info) +
  Math.max(0, (totals.item_info ?? 0) - rows.item_info) +
  Math.max(0, (totals.failed_item_info ?? 0) - rows.failed_item_info);
