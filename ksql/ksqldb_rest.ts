/** ksqlDB's REST API, as far as statements are run and watched. */
import { setTimeout as delay } from "node:timers/promises";
import { type Environment, type KsqldbAddress, ksqldbAddress } from "../cli/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import type { StreamsProperties } from "./statements.ts";

/** A refusal of a statement by the server, in the server's words. */
export class StatementRefused extends Error {
  override readonly name = "StatementRefused";
}

export interface RunningQuery {
  readonly id: string;
  /** RUNNING, ERROR, PAUSED or UNRESPONSIVE; several servers may differ, then the worst of theirs. */
  readonly state: string;
  /** Streams that it writes. */
  readonly sinks: readonly string[];
  /** The statement that started it. */
  readonly statement: string;
}

/** How long the server may take for one statement, or until it has started. */
const PATIENCE_MS = 60_000;
/** How long it may be out of reach. */
const CONNECT_PATIENCE_MS = 5000;
const PAUSE_MS = 200;
const MEDIA_TYPE = "application/vnd.ksql.v1+json";

/** The server that an environment names. @throws BAD_CALL when it names none, or no address */
export function demandKsqldb(env: Environment): KsqldbAddress {
  const address = ksqldbAddress(env);
  if (address !== undefined) return address;
  throw new TindahanError(
    "BAD_CALL",
    "no ksqlDB server is named",
    "set KSQLDB_URL (docs/ksqldb.md says how to start one), or let the local splice do its work",
  );
}

/**
 * Runs one statement and returns when it has taken effect.
 *
 * @throws StatementRefused with the server's message
 * @throws UNREACHABLE, ACCESS_DENIED
 */
export async function execute(
  address: KsqldbAddress,
  statement: string,
  streamsProperties: StreamsProperties = {},
): Promise<void> {
  const answer = await post(address, statement, streamsProperties);
  const [entity] = entitiesIn(answer, address);
  const command = commandIn(entity);
  if (command === undefined) return;
  const deadline = performance.now() + PATIENCE_MS;
  let { status, message } = command;
  while (status !== "SUCCESS") {
    if (status === "ERROR" || status === "TERMINATED") throw new StatementRefused(message);
    if (performance.now() > deadline) {
      throw new StatementRefused(`still ${status} after ${PATIENCE_MS / 1000} s`);
    }
    await delay(PAUSE_MS);
    ({ status, message } = statusIn(await request(address, "GET", `/status/${command.id}`)));
  }
}

/** Names of all streams that the server knows, upper case unless they were quoted. */
export async function listStreams(address: KsqldbAddress): Promise<string[]> {
  return (await show(address, "SHOW STREAMS;")).flatMap(streamsIn);
}

/** All persistent queries. */
export async function listQueries(address: KsqldbAddress): Promise<RunningQuery[]> {
  return (await show(address, "SHOW QUERIES;")).flatMap(queriesIn);
}

/** The streams of an answer to SHOW STREAMS. */
export function streamsIn(entity: unknown): string[] {
  return listIn(entity, "streams").map(({ name }) => String(name));
}

/** The queries of an answer to SHOW QUERIES. */
export function queriesIn(entity: unknown): RunningQuery[] {
  return listIn(entity, "queries").map(({ id, state, statusCount, sinks, queryString }) => {
    // Only a cluster of several servers has more than one state; RUNNING:1,ERROR:1 is no running query.
    const states = Object.keys(isRecord(statusCount) ? statusCount : {});
    return {
      id: String(id),
      state: states.find((one) => one !== "RUNNING") ?? states[0] ??
        (typeof state === "string" ? state : "UNRESPONSIVE"),
      sinks: Array.isArray(sinks) ? sinks.map(String) : [],
      statement: String(queryString),
    };
  });
}

/** The message of a refusal's body, on one line. */
export function messageIn(body: unknown, status: number): string {
  const { message } = isRecord(body) ? body : {};
  return typeof message === "string" ? message.replaceAll(/\s*\n\s*/g, " ").trim() : `status ${status}`;
}

function commandIn(entity: unknown): { id: string; status: string; message: string } | undefined {
  const { commandId, commandStatus } = isRecord(entity) ? entity : {};
  return typeof commandId === "string" ? { id: commandId, ...statusIn(commandStatus) } : undefined;
}

function statusIn(body: unknown): { status: string; message: string } {
  const { status, message } = isRecord(body) ? body : {};
  return {
    status: typeof status === "string" ? status : "QUEUED",
    message: typeof message === "string" ? message.replaceAll(/\s*\n\s*/g, " ").trim() : "no reason given",
  };
}

function listIn(entity: unknown, field: "streams" | "queries"): Record<string, unknown>[] {
  const list = isRecord(entity) ? entity[field] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entitiesIn(answer: unknown, { url }: KsqldbAddress): unknown[] {
  if (Array.isArray(answer)) return answer;
  throw notKsqldb(url);
}

/** Every ksqlDB server can list what it has. */
async function show(address: KsqldbAddress, statement: string): Promise<unknown[]> {
  try {
    return entitiesIn(await post(address, statement, {}), address);
  } catch (error) {
    if (error instanceof StatementRefused) throw notKsqldb(address.url);
    throw error;
  }
}

async function post(
  address: KsqldbAddress,
  ksql: string,
  streamsProperties: StreamsProperties,
): Promise<unknown> {
  return await request(address, "POST", "/ksql", { ksql, streamsProperties });
}

async function request(
  address: KsqldbAddress,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const response = await answer(address, method, path, body);
    const text = await response.text();
    if (response.status === 401 || response.status === 403) {
      throw new TindahanError(
        "ACCESS_DENIED",
        `ksqlDB at ${address.url} refused the user name '${address.username ?? ""}' or its password`,
        "check KSQLDB_USERNAME and KSQLDB_PASSWORD",
      );
    }
    // 503: the server starts, or waits for the commands before this one.
    if (response.status === 503 && performance.now() < deadline) {
      await delay(PAUSE_MS);
      continue;
    }
    const parsed = parseJson(text, address.url);
    if (response.ok) return parsed;
    throw new StatementRefused(messageIn(parsed, response.status));
  }
}

async function answer(
  address: KsqldbAddress,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    try {
      return await fetch(`${address.url}${path}`, {
        method,
        headers: headersFor(address),
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
        `ksqlDB at ${address.url} does not answer: ${error.message.replaceAll("\n", " ")}`,
        "check KSQLDB_URL, start the Docker stack (docs/ksqldb.md), or use --splice local",
        { cause: error },
      );
    }
  }
}
function headersFor({ username, password }: KsqldbAddress): Record<string, string> {
  const headers = { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE };
  if (username === undefined) return headers;
  const bytes = new TextEncoder().encode(`${username}:${password ?? ""}`);
  return { ...headers, authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notKsqldb(url);
  }
}

function notKsqldb(url: string): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `what answers at ${url} is no ksqlDB server`,
    "set KSQLDB_URL to the base of its REST API",
  );
}
