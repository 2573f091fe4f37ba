/** Watches over the connectors: Connect leaves a task that failed as it is, be it for a connection that was cut. */
import { pause } from "../../lib/retry/retry.ts";
import type { ConnectAddress } from "../../lib/settings/http_addresses.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { connectorName } from "./connector_config.ts";
import { failureDetector, restartFailed } from "./connect_rest.ts";
import { connectSinkState, failure } from "./connect_sink.ts";

/** Between two looks, and so the time that a failed connector rests. */
const INTERVAL_MS = 2000;
/** After a restart, until it shows: a connector that fails at once is between two failures for a moment only. */
const RESTARTING_INTERVAL_MS = 100;
/** How often in a row a connector is restarted: with the pauses and the starts, longer than a database's own restart takes. */
export const RESTARTS = 5;
/** After running for so long, a connector has recovered, and its next failure is another one. */
export const RECOVERED_MS = 60_000;

/**
 * Restarts what fails, until the signal is aborted; Connect's own log tells of each failure.
 *
 * @throws SERVICE_FAILED with the reason when a connector keeps failing
 */
export async function watchConnectSink(connect: ConnectAddress, signal: AbortSignal): Promise<void> {
  const judges = new Map(ROW_TABLES.map((table) => [table, restartJudge()]));
  const restartWhatFailed = async () => {
    const states = await connectSinkState(connect, signal);
    let interval = INTERVAL_MS;
    for (const [table, judge] of judges) {
      const name = connectorName(table);
      const verdict = judge(states[table].state, performance.now());
      if (verdict === "enough") throw failure(name, states[table]);
      if (verdict === "restart") await restartFailed(connect, name, signal);
      if (verdict !== "fine") interval = RESTARTING_INTERVAL_MS;
    }
    return interval;
  };
  try {
    for (;;) await pause(await restartWhatFailed(), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Judges the states of one connector, look by look. @param now milliseconds of any clock that only moves forward */
export function restartJudge(): (state: string, now: number) => "fine" | "restart" | "restarting" | "enough" {
  const isNew = failureDetector();
  let restarts = 0, lastFailure = -Infinity;
  return (state, now) => {
    const fails = isNew(state, now);
    if (state !== "FAILED") return "fine";
    if (now - lastFailure > RECOVERED_MS) restarts = 0;
    lastFailure = now;
    if (!fails) return "restarting";
    return ++restarts > RESTARTS ? "enough" : "restart";
  };
}
