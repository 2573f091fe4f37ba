/** The Connect sink: a connector for each table, set up and watched through Kafka Connect's REST API. */
import { waitUntil } from "../../lib/retry/retry.ts";
import type { ConnectAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import {
  type ConnectorStatus,
  connectorStatus,
  deleteConnector,
  failureDetector,
  putConnector,
  restartFailed,
  resumeConnector,
} from "./connect_rest.ts";
import { asReachedBy, connectorConfig, type ConnectorContext, connectorName } from "./connector_config.ts";

/** Starting five connectors takes some seconds, on a busy machine a multiple. */
const START_TIMEOUT_MS = 120_000;
const STATE_INTERVAL_MS = 200;

/** Consumer group of a table's connector. */
export function connectGroup(table: RowTable): string {
  return `connect-${connectorName(table)}`;
}

/**
 * Sets all connectors up and returns when they run. They run in Connect, whether or not this process goes on. Safe to
 * call again: connectors that run as they should go on undisturbed.
 *
 * @param context the tables exist; `connect` may say that its worker reaches them elsewhere
 * @param signal ends the requests and the waits with its reason
 * @throws SERVICE_FAILED with the reason when a connector fails even after a restart, UNHEALTHY when one does not start
 */
export async function startConnectSink(
  connect: ConnectAddress,
  context: ConnectorContext,
  signal?: AbortSignal,
): Promise<void> {
  const configs = ROW_TABLES.map((table) =>
    [connectorName(table), connectorConfig(table, asReachedBy(connect, context))] as const
  );
  for (const [name, config] of configs) await putConnector(connect, name, config, signal);
  // The first one that fails ends the waiting for the others.
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  try {
    await Promise.all(configs.map(([name]) => untilRunning(connect, name, stop)));
  } finally {
    failed.abort();
  }
}

/** The state of every table's connector; MISSING where there is none. */
export async function connectSinkState(
  connect: ConnectAddress,
  signal?: AbortSignal,
): Promise<Readonly<Record<RowTable, ConnectorStatus>>> {
  const states = await Promise.all(
    ROW_TABLES.map(async (table) => {
      const status = await connectorStatus(connect, connectorName(table), signal);
      return [table, status ?? { state: "MISSING" }] as const;
    }),
  );
  return Object.fromEntries(states) as Record<RowTable, ConnectorStatus>;
}

/** Ends all connectors; their consumer groups keep their offsets. */
export async function deleteConnectors(connect: ConnectAddress, signal?: AbortSignal): Promise<void> {
  for (const table of ROW_TABLES) await deleteConnector(connect, connectorName(table), signal);
}

async function untilRunning(connect: ConnectAddress, name: string, signal: AbortSignal): Promise<void> {
  const isNew = failureDetector();
  let restarted = false, state = "MISSING";
  const runs = async () => {
    const status = await connectorStatus(connect, name, signal);
    state = status?.state ?? "MISSING";
    if (state === "PAUSED" || state === "STOPPED") await resumeConnector(connect, name, signal);
    if (status !== undefined && isNew(state, performance.now())) {
      // It may have failed long ago, for a reason that is gone.
      if (restarted) throw failure(name, status);
      await restartFailed(connect, name, signal);
      restarted = true;
    }
    return state === "RUNNING";
  };
  if (await waitUntil(runs, { interval: STATE_INTERVAL_MS, timeout: START_TIMEOUT_MS, signal })) return;
  throw new TindahanError(
    "UNHEALTHY",
    `connector ${name} is ${state} ${START_TIMEOUT_MS / 1000} s after it was set up`,
    "read the log of Kafka Connect, 'deno task stack status' says where it is",
  );
}

/** What to tell a user about a connector that failed. */
export function failure(name: string, { problem }: ConnectorStatus): TindahanError {
  return new TindahanError(
    "SERVICE_FAILED",
    `connector ${name} failed: ${problem ?? "no reason given"}`,
    "mend what it names and run the same command again, or use --sink direct",
  );
}
