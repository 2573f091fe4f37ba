/** Applies the statements to a ksqlDB server, reads the states of its queries, and drops what was applied. */
import { waitUntil } from "../../lib/retry/retry.ts";
import type { KsqldbAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import { StatementRefused } from "./ksqldb_client.ts";
import { execute, listQueries, listStreams, type RunningQuery } from "./ksqldb_rest.ts";
import { STATEMENTS } from "./migrations.ts";
import type { KsqlStatement } from "./statements.ts";

/** The state of one statement on the server. */
export interface StatementState {
  readonly statement: KsqlStatement;
  /** MISSING; PRESENT for a stream that no query writes; TWICE for two queries; else the query's own state. */
  readonly state: string;
}

/** A query starts within seconds; on a busy machine it takes many times as long. */
const START_TIMEOUT_MS = 120_000;
const STATE_INTERVAL_MS = 500;

export interface ApplyOptions {
  /** Called for each statement that was applied. */
  readonly onApplied?: (statement: KsqlStatement) => void;
  /** Ends the requests and the waits with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Applies the statements that the server does not have yet, one by one, and returns when all queries run. Safe to call
 * again. Topics and schemas of the orders must exist.
 *
 * @throws SERVICE_FAILED with file, line and the server's message when it refuses a statement or a query fails, and
 *   when a statement runs twice
 * @throws UNHEALTHY when a query does not start, UNREACHABLE, ACCESS_DENIED, the signal's reason
 */
export async function applyStatements(
  address: KsqldbAddress,
  { onApplied, signal }: ApplyOptions = {},
): Promise<void> {
  for (const { statement, state } of await statementStates(address, signal)) {
    if (state !== "MISSING") continue;
    await located(statement, () => execute(address, statement.text, statement.properties, signal));
    onApplied?.(statement);
  }
  await untilRunning(address, signal);
}

/** The state of every statement, in order. @throws UNREACHABLE, ACCESS_DENIED */
export async function statementStates(
  address: KsqldbAddress,
  signal?: AbortSignal,
): Promise<StatementState[]> {
  return statesOf(STATEMENTS, await listStreams(address, signal), await listQueries(address, signal));
}

/** The states of the statements, from the streams and queries that the server lists. Pure. */
export function statesOf(
  statements: readonly KsqlStatement[],
  streams: readonly string[],
  queries: readonly RunningQuery[],
): StatementState[] {
  return statements.map((statement) => {
    const { source, stream } = statement;
    if (source === undefined) return { statement, state: streams.includes(stream) ? "PRESENT" : "MISSING" };
    const [query, twin] = queries.filter((query) => isOf(query, statement));
    return { statement, state: twin === undefined ? query?.state ?? "MISSING" : "TWICE" };
  });
}

/** A query belongs to the statement that reads the same stream and writes the same one. */
function isOf({ sinks, statement: text }: RunningQuery, { stream, source }: KsqlStatement): boolean {
  return sinks.includes(stream) && new RegExp(`\\bFROM\\s+\`?${source}\\b`, "i").test(text);
}

/**
 * Ends the queries and drops the streams. Their topics stay, except the one that only ksqlDB needs.
 *
 * @throws SERVICE_FAILED with the server's message when something else still uses a stream
 */
export async function dropStatements(
  address: KsqldbAddress,
  { onDropped, signal }: {
    /** Called for each stream that was dropped. */
    readonly onDropped?: (stream: string) => void;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<void> {
  const ours = new Set(STATEMENTS.map(({ stream }) => stream));
  for (const { id, sinks } of await listQueries(address, signal)) {
    if (sinks.some((sink) => ours.has(sink))) await refusable(address, `TERMINATE ${id};`, signal);
  }
  const present = new Set(await listStreams(address, signal));
  // Later streams read earlier ones.
  for (const stream of [...ours].reverse().filter((name) => present.has(name))) {
    const topic = stream === SCRATCH_STREAM ? " DELETE TOPIC" : "";
    await refusable(address, `DROP STREAM ${stream}${topic};`, signal);
    onDropped?.(stream);
  }
}

/** The only stream whose topic is not a topic of the project. */
const SCRATCH_STREAM = "FAILED_ITEM_INFO_EXPLODED";

/** Checks that no query has failed, is gone, or runs twice. @throws SERVICE_FAILED, UNREACHABLE, ACCESS_DENIED */
export async function requireRunning(address: KsqldbAddress, signal?: AbortSignal): Promise<void> {
  const failed = (await statementStates(address, signal)).find(({ state }) =>
    state === "MISSING" || hasFailed(state)
  );
  if (failed !== undefined) throw notRunning("SERVICE_FAILED", failed);
}

/** Whether the statement needs no more waiting. */
export function isUp({ state }: StatementState): boolean {
  return state === "RUNNING" || state === "PRESENT";
}

/** Whether waiting does not help: the query failed or runs twice. */
function hasFailed(state: string): boolean {
  return state === "ERROR" || state === "TWICE";
}

async function untilRunning(address: KsqldbAddress, signal: AbortSignal | undefined): Promise<void> {
  let first: StatementState | undefined;
  const allRun = async () => {
    const waiting = (await statementStates(address, signal)).filter((state) => !isUp(state));
    const failed = waiting.find(({ state }) => hasFailed(state));
    if (failed !== undefined) throw notRunning("SERVICE_FAILED", failed);
    [first] = waiting;
    return first === undefined;
  };
  const waiting = { interval: STATE_INTERVAL_MS, timeout: START_TIMEOUT_MS, signal };
  if (!await waitUntil(allRun, waiting)) throw notRunning("UNHEALTHY", first!);
}

function notRunning(
  code: "SERVICE_FAILED" | "UNHEALTHY",
  { statement: { file, line, stream }, state }: StatementState,
): TindahanError {
  if (state === "TWICE") {
    return new TindahanError(
      code,
      `the query of ksql/ksqldb/migrations/${file}:${line} into ${stream} runs twice, so every row is written twice`,
      "start a new world with 'deno task pipeline --splice ksqldb --fresh', which ends both",
    );
  }
  return new TindahanError(
    code,
    `the query of ksql/ksqldb/migrations/${file}:${line} into ${stream} is ${state}`,
    "read the log of the ksqlDB server, then 'deno task ksql drop' and 'deno task ksql apply'",
  );
}

const GRANT =
  "grant the account of the ksqlDB server the right that it lacks (docs/confluent-cloud.md), then run the same command again";

async function located(statement: KsqlStatement, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    throw new TindahanError(
      "SERVICE_FAILED",
      `ksqlDB refused ksql/ksqldb/migrations/${statement.file}:${statement.line}: ${error.message}`,
      error.isDenied ? GRANT : "correct what the message names; 'deno task ksql drop' drops what was applied",
      { cause: error },
    );
  }
}

async function refusable(
  address: KsqldbAddress,
  statement: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await execute(address, statement, {}, signal);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    throw new TindahanError(
      "SERVICE_FAILED",
      `ksqlDB refused '${statement}': ${error.message}`,
      error.isDenied ? GRANT : "end what still uses the stream, then run the same command again",
      { cause: error },
    );
  }
}
