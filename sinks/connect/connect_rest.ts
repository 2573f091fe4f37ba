/** Kafka Connect's REST API, as far as connectors are set up and watched. */
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import type { ConnectorConfig } from "./connector_config.ts";

export interface ConnectorStatus {
  /** RUNNING, FAILED, UNASSIGNED, PAUSED, STOPPED or RESTARTING; the worst of the connector and its tasks. */
  readonly state: string;
  /** First line of the failure's trace. */
  readonly problem?: string;
}

/** Longer than a worker takes to rebalance, during which it refuses changes. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

/** Creates or changes a connector; one that has this config already is left alone, and goes on undisturbed. */
export async function putConnector(
  address: ConnectAddress,
  name: string,
  config: ConnectorConfig,
): Promise<void> {
  const path = `/connectors/${name}/config`;
  const present = await request(address, "GET", path);
  if (present !== undefined && isSame(present, { ...config, name })) return;
  await request(address, "PUT", path, config);
}

/** Ends a connector; no error where there is none. Its consumer group keeps its offsets. */
export async function deleteConnector(address: ConnectAddress, name: string): Promise<void> {
  await request(address, "DELETE", `/connectors/${name}`);
}

/** Starts what failed of a connector anew. */
export async function restartFailed(address: ConnectAddress, name: string): Promise<void> {
  await request(address, "POST", `/connectors/${name}/restart?includeTasks=true&onlyFailed=true`);
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
export async function resumeConnector(address: ConnectAddress, name: string): Promise<void> {
  await request(address, "PUT", `/connectors/${name}/resume`);
}

/** The state of a connector; `undefined` while the worker knows none of that name. */
export async function connectorStatus(
  address: ConnectAddress,
  name: string,
): Promise<ConnectorStatus | undefined> {
  const status = await request(address, "GET", `/connectors/${name}/status`);
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
    problem: typeof trace === "string" ? causeIn(trace) : undefined,
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

/** Answer's body, `undefined` where the worker does not know the connector or says nothing. */
async function request(
  address: ConnectAddress,
  method: "GET" | "PUT" | "POST" | "DELETE",
  path: string,
  body?: ConnectorConfig,
): Promise<unknown> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await answer(address, method, path, body, deadline);
    const text = await response.text();
    if (response.ok) return text === "" ? undefined : parseJson(text, address);
    if (response.status === 404 && (method === "GET" || method === "DELETE")) return undefined;
    // 409: the workers are rebalancing; 5xx: one of them is starting, or did not answer another in time.
    const passing = response.status === 409 || response.status >= 500 || response.status === 404;
    if (!passing || performance.now() > deadline) {
      throw new TindahanError(
        "SERVICE_FAILED",
        `Kafka Connect at ${address.url} refused ${method} ${path}: ${messageIn(text, response.status)}`,
        "check that its worker has Debezium's JDBC sink and the Avro converter of the registry, or store directly",
      );
    }
    await delay(PAUSE_MS);
  }
}

async function answer(
  { url }: ConnectAddress,
  method: string,
  path: string,
  body: ConnectorConfig | undefined,
  deadline: number,
): Promise<Response> {
  for (;;) {
    try {
      return await fetch(`${url}${path}`, {
        method,
        headers: { "content-type": "application/json", accept: "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch (error) {
      // fetch reports a lost connection as TypeError and a time-out as DOMException; a missing permission is a fault.
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      if (performance.now() < deadline) {
        await delay(PAUSE_MS);
        continue;
      }
      throw new TindahanError(
        "UNREACHABLE",
        `Kafka Connect at ${url} does not answer: ${error.message.replaceAll("\n", " ")}`,
        "check CONNECT_URL, or start the local servers with 'deno task stack up'",
        { cause: error },
      );
    }
  }
}

function parseJson(text: string, { url }: ConnectAddress): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TindahanError(
      "UNREACHABLE",
      `what answers at ${url} is no Kafka Connect worker`,
      "set CONNECT_URL to the base of its REST API",
    );
  }
}

function messageIn(text: string, status: number): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return message.replaceAll("\n", " ");
  } catch {
    // A proxy's page: its status says enough.
  }
  return `status ${status}`;
}
