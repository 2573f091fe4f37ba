/** Kafka Connect's REST API, as far as connectors are set up and watched. */
import type { ConnectAddress } from "../../lib/settings/http_addresses.ts";
import { withoutSecrets } from "../../lib/settings/without_password.ts";
import { request } from "./connect_client.ts";
import { type ConnectorConfig, secretsIn } from "./connector_config.ts";

export interface ConnectorStatus {
  /** RUNNING, FAILED, UNASSIGNED, PAUSED, STOPPED or RESTARTING; the worst of the connector and its tasks. */
  readonly state: string;
  /** First line of the failure's trace. */
  readonly problem?: string;
}

/** Creates or changes a connector; one that has this config already is left alone, and goes on undisturbed. */
export async function putConnector(
  address: ConnectAddress,
  name: string,
  config: ConnectorConfig,
  signal?: AbortSignal,
): Promise<void> {
  const path = `/connectors/${name}/config`;
  const present = await request(address, { method: "GET", path }, signal);
  if (present !== undefined && isSame(present, { ...config, name })) return;
  await request(address, { method: "PUT", path, body: JSON.stringify(config) }, signal, secretsIn(config));
}

/** Ends a connector; no error where there is none. Its consumer group keeps its offsets. */
export async function deleteConnector(
  address: ConnectAddress,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  await request(address, { method: "DELETE", path: `/connectors/${name}` }, signal);
}

/** Starts what failed of a connector anew. */
export async function restartFailed(
  address: ConnectAddress,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const path = `/connectors/${name}/restart?includeTasks=true&onlyFailed=true`;
  await request(address, { method: "POST", path }, signal);
}

/** A restarted task runs within seconds; on a busy machine a multiple. */
export const RESTART_MS = 30_000;

/**
 * Judges the states of one connector, look by look: true for a failure that no restart has followed yet. Whoever is told
 * so restarts the connector before the next look, or gives up.
 *
 * A worker keeps states in a topic, also over its own end, and restarts only when it comes to it. So the old failure is
 * told for a while after the restart was asked for, and is one of its own only once another state was seen.
 *
 * @param now milliseconds of any clock that only moves forward
 */
export function failureDetector(): (state: string, now: number) => boolean {
  let asked = false, since: number | undefined;
  return (state, now) => {
    if (state !== "FAILED") {
      // A worker that has just started may not have read yet which connectors it has.
      if (state !== "MISSING") asked = false;
      return false;
    }
    // Asking may itself have waited for the worker, so the time runs from the first look after it.
    if (asked && now - (since ??= now) < RESTART_MS) return false;
    asked = true;
    since = undefined;
    return true;
  };
}

/** Lets a connector that somebody paused or stopped go on. */
export async function resumeConnector(
  address: ConnectAddress,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  await request(address, { method: "PUT", path: `/connectors/${name}/resume` }, signal);
}

/** The state of a connector; `undefined` while the worker knows none of that name. */
export async function connectorStatus(
  address: ConnectAddress,
  name: string,
  signal?: AbortSignal,
): Promise<ConnectorStatus | undefined> {
  const status = await request(address, { method: "GET", path: `/connectors/${name}/status` }, signal);
  return status === undefined ? undefined : statusOf(status);
}

/** Reads the body of Connect's answer about a connector. */
export function statusOf(status: unknown): ConnectorStatus {
  const { connector, tasks } = status as { connector?: unknown; tasks?: unknown };
  const own = partOf(connector);
  const parts = [own, ...(Array.isArray(tasks) ? tasks.map(partOf) : [])];
  const failed = parts.find(({ state }) => state === "FAILED");
  if (failed !== undefined) return { state: "FAILED", problem: failed.problem ?? "no reason given" };
  const waiting = parts.find(({ state }) => state !== "RUNNING");
  if (waiting !== undefined) return { state: waiting.state };
  // A connector runs before its tasks are there.
  return { state: parts.length === 1 ? "UNASSIGNED" : "RUNNING" };
}

function partOf(part: unknown): { state: string; problem: string | undefined } {
  const { state, trace } = (part ?? {}) as { state?: unknown; trace?: unknown };
  return {
    state: typeof state === "string" ? state : "UNASSIGNED",
    problem: typeof trace === "string" ? withoutSecrets(causeIn(trace)) : undefined,
  };
}

/** The innermost reason of a Java stack trace, without its class. */
export function causeIn(trace: string): string {
  const lines = trace.split("\n").filter((line) => line.trim() !== "" && !/^\s*(at |\.\.\. )/.test(line));
  const reason = lines.findLast((line) => line.startsWith("Caused by: ")) ?? lines[0] ?? "";
  return reason.replace(/^Caused by: /, "").replace(/^[\w.$]+: /, "").trim();
}

function isSame(present: unknown, config: ConnectorConfig): boolean {
  const entries = Object.entries(present as Record<string, unknown>);
  return entries.length === Object.keys(config).length &&
    entries.every(([name, value]) => config[name] === value);
}
