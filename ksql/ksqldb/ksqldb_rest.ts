/** Runs statements on a ksqlDB server, and lists its streams and queries. */
import { membersOf } from "../../lib/http/answer.ts";
import { waitUntil } from "../../lib/retry/retry.ts";
import { type Environment } from "../../lib/settings/settings.ts";
import { type KsqldbAddress, ksqldbAddress } from "../../lib/settings/http_addresses.ts";
import { withoutPassword } from "../../lib/settings/without_password.ts";
import { TindahanError } from "../../orders/errors.ts";
import { notKsqldb, request, StatementRefused } from "./ksqldb_client.ts";
import type { StreamsProperties } from "./statements.ts";

export interface RunningQuery {
  readonly id: string;
  /** RUNNING, ERROR, PAUSED or UNRESPONSIVE. When servers of a cluster differ, a state other than RUNNING. */
  readonly state: string;
  /** Streams that it writes. */
  readonly sinks: readonly string[];
  /** The statement that started it. */
  readonly statement: string;
}

/** How long the server may take, in milliseconds, before a statement that it has accepted takes effect. */
const EFFECT_TIMEOUT_MS = 60_000;
const STATUS_INTERVAL_MS = 200;

/** The server that an environment names. @throws BAD_CALL when it names none, or no address */
export function requireKsqldb(env: Environment): KsqldbAddress {
  const address = ksqldbAddress(env);
  if (address !== undefined) return address;
  throw new TindahanError(
    "BAD_CALL",
    "no ksqlDB server is named",
    "set KSQLDB_URL (docs/ksqldb.md says how to start one), or use the local splice",
  );
}

/**
 * Runs one statement and returns when it has taken effect.
 *
 * It is posted once. If the connection is lost after that, the server may have run it, and a query that is started twice
 * writes every row twice.
 *
 * @throws StatementRefused with the server's message
 * @throws UNREACHABLE, also when it is not known what became of the statement; ACCESS_DENIED; the signal's reason
 */
export async function execute(
  address: KsqldbAddress,
  statement: string,
  streamsProperties: StreamsProperties = {},
  signal?: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ ksql: statement, streamsProperties });
  const call = { method: "POST", path: "/ksql", body, once: "a statement" } as const;
  const [entity] = entitiesIn(await request(address, call, signal), address);
  const command = commandIn(entity);
  if (command === undefined) return;
  let { status, message } = command;
  const isDone = async () => {
    if (status === "ERROR" || status === "TERMINATED") throw new StatementRefused(message);
    if (status === "SUCCESS") return true;
    const answer = await request(address, { method: "GET", path: `/status/${command.id}` }, signal);
    ({ status, message } = statusIn(answer));
    return false;
  };
  const waiting = { interval: STATUS_INTERVAL_MS, timeout: EFFECT_TIMEOUT_MS, signal };
  if (await waitUntil(isDone, waiting)) return;
  throw new StatementRefused(`still ${status} after ${EFFECT_TIMEOUT_MS / 1000} s`);
}

/** Names of all streams that the server knows, upper case unless they were quoted. */
export async function listStreams(address: KsqldbAddress, signal?: AbortSignal): Promise<string[]> {
  return (await show(address, "SHOW STREAMS;", signal)).flatMap(streamsIn);
}

/** All persistent queries. */
export async function listQueries(address: KsqldbAddress, signal?: AbortSignal): Promise<RunningQuery[]> {
  return (await show(address, "SHOW QUERIES;", signal)).flatMap(queriesIn);
}

/** The streams of an answer to SHOW STREAMS. */
export function streamsIn(entity: unknown): string[] {
  return listIn(entity, "streams").map(({ name }) => String(name));
}

/** The queries of an answer to SHOW QUERIES. */
export function queriesIn(entity: unknown): RunningQuery[] {
  return listIn(entity, "queries").map(({ id, state, statusCount, sinks, queryString }) => {
    // Only a cluster of several servers has more than one state. RUNNING:1,ERROR:1 is not a running query.
    const states = Object.keys(membersOf(statusCount));
    return {
      id: String(id),
      state: states.find((one) => one !== "RUNNING") ?? states[0] ??
        (typeof state === "string" ? state : "UNRESPONSIVE"),
      sinks: Array.isArray(sinks) ? sinks.map(String) : [],
      statement: String(queryString),
    };
  });
}

function commandIn(entity: unknown): { id: string; status: string; message: string } | undefined {
  const { commandId, commandStatus } = membersOf(entity);
  return typeof commandId === "string" ? { id: commandId, ...statusIn(commandStatus) } : undefined;
}

function statusIn(body: unknown): { status: string; message: string } {
  const { status, message } = membersOf(body);
  return {
    status: typeof status === "string" ? status : "QUEUED",
    message: typeof message === "string" ? message.replaceAll(/\s*\n\s*/g, " ").trim() : "no reason given",
  };
}

function listIn(entity: unknown, field: "streams" | "queries"): Readonly<Record<string, unknown>>[] {
  const list = membersOf(entity)[field];
  return Array.isArray(list) ? list.map(membersOf) : [];
}

function entitiesIn(answer: unknown, address: KsqldbAddress): unknown[] {
  if (Array.isArray(answer)) return answer;
  throw notKsqldb(address);
}

/** Lists objects. Every ksqlDB server can do so, unless it lacks the right. */
async function show(
  address: KsqldbAddress,
  ksql: string,
  signal: AbortSignal | undefined,
): Promise<unknown[]> {
  const body = JSON.stringify({ ksql, streamsProperties: {} });
  try {
    return entitiesIn(await request(address, { method: "POST", path: "/ksql", body }, signal), address);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    if (!error.isDenied) throw notKsqldb(address);
    throw new TindahanError(
      "ACCESS_DENIED",
      `ksqlDB at ${withoutPassword(address.url)} may not run '${ksql}': ${error.message}`,
      "grant the account of the ksqlDB server the right that it lacks, see docs/confluent-cloud.md",
      { cause: error },
    );
  }
}
