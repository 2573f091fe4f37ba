/** Applies the statements to a ksqlDB server, tells how its queries fare, and takes everything back. */
import { setTimeout as delay } from "node:timers/promises";
import type { KsqldbAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import { execute, listQueries, listStreams, type RunningQuery, StatementRefused } from "./ksqldb_rest.ts";
import { STATEMENTS } from "./migrations.ts";
import type { KsqlStatement } from "./statements.ts";

/** What one statement has become on the server. */
export interface StatementState {
  readonly statement: KsqlStatement;
  /** MISSING; PRESENT for a stream that no query writes; TWICE for two queries; else the query's own state. */
  readonly state: string;
}

/** A query starts within seconds; on a loaded machine it takes a multiple. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/**
 * Applies the statements that the server does not have yet, one by one, and returns when all queries run. Safe to call
 * again. The topics and the schemas of the orders exist.
 *
 * @param onApplied told of each statement that was applied
 * @throws SERVICE_FAILED with file, line and the server's message when it refuses a statement or a query fails, and
 *   when a statement runs twice
 * @throws UNHEALTHY when a query does not start, UNREACHABLE, ACCESS_DENIED
 */
export async function applyStatements(
  address: KsqldbAddress,
  onApplied: (statement: KsqlStatement) => void = () => {},
): Promise<void> {
  for (const { statement, state } of await statementStates(address)) {
    if (state !== "MISSING") continue;
    await located(statement, () => execute(address, statement.text, statement.properties));
    onApplied(statement);
  }
  await untilRunning(address);
}

/** The state of every statement, in order. @throws UNREACHABLE, ACCESS_DENIED */
export async function statementStates(address: KsqldbAddress): Promise<StatementState[]> {
  return statesOf(STATEMENTS, await listStreams(address), await listQueries(address));
}

/** Matches statements with what the server lists. Pure. */
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
 * Ends the queries and drops the streams. Their topics stay, but for one that serves ksqlDB alone.
 *
 * @param onDropped told of each stream that was dropped
 * @throws SERVICE_FAILED with the server's message when something else still uses a stream
 */
export async function dropStatements(
  address: KsqldbAddress,
  onDropped: (stream: string) => void = () => {},
): Promise<void> {
  const ours = new Set(STATEMENTS.map(({ stream }) => stream));
  for (const { id, sinks } of await listQueries(address)) {
    if (sinks.some((sink) => ours.has(sink))) await refusable(address, `TERMINATE ${id};`);
  }
  const present = new Set(await listStreams(address));
  // Later streams read earlier ones.
  for (const stream of [...ours].reverse().filter((name) => present.has(name))) {
    await refusable(address, `DROP STREAM ${stream}${stream === SCRATCH_STREAM ? " DELETE TOPIC" : ""};`);
    onDropped(stream);
  }
}

/** The one stream whose topic is no topic of the project. */
const SCRATCH_STREAM = "FAILED_ITEM_INFO_EXPLODED";

/** Finds a statement whose query has failed, is gone, or has a twin. @throws SERVICE_FAILED, UNREACHABLE, ACCESS_DENIED */
export async function requireRunning(address: KsqldbAddress): Promise<void> {
  const amiss = (await statementStates(address)).find(({ state }) =>
    state === "MISSING" || isHopeless(state)
  );
  if (amiss !== undefined) throw notRunning("SERVICE_FAILED", amiss);
}

/** Whether nothing is left to wait for. */
export function isUp({ state }: StatementState): boolean {
  return state === "RUNNING" || state === "PRESENT";
}

/** Waiting mends neither a failed query nor a second one. */
function isHopeless(state: string): boolean {
  return state === "ERROR" || state === "TWICE";
}

async function untilRunning(address: KsqldbAddress): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const waiting = (await statementStates(address)).filter((state) => !isUp(state));
    const [first] = waiting;
    if (first === undefined) return;
    const failed = waiting.find(({ state }) => isHopeless(state));
    if (failed !== undefined) throw notRunning("SERVICE_FAILED", failed);
    if (performance.now() > deadline) throw notRunning("UNHEALTHY", first);
    await delay(PAUSE_MS);
  }
}

function notRunning(
  code: "SERVICE_FAILED" | "UNHEALTHY",
  { statement: { file, line, stream }, state }: StatementState,
): TindahanError {
  if (state === "TWICE") {
    return new TindahanError(
      code,
      `the query of ksql/ksqldb/migrations/${file}:${line} into ${stream} runs twice, so every row is written twice`,
      "start clean with 'deno task pipeline --splice ksqldb --fresh', which ends both",
    );
  }
  return new TindahanError(
    code,
    `the query of ksql/ksqldb/migrations/${file}:${line} into ${stream} is ${state}`,
    "read the log of the ksqlDB server, then 'deno task ksql drop' and 'deno task ksql apply'",
  );
}

const GRANT =
  "grant the account that ksqlDB runs as the right it lacks (docs/confluent-cloud.md), then run the same command again";

async function located(statement: KsqlStatement, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    throw new TindahanError(
      "SERVICE_FAILED",
      `ksqlDB refused ksql/ksqldb/migrations/${statement.file}:${statement.line}: ${error.message}`,
      error.isDenied ? GRANT : "mend what it names; 'deno task ksql drop' takes back what was applied",
      { cause: error },
    );
  }
}

async function refusable(address: KsqldbAddress, statement: string): Promise<void> {
  try {
    await execute(address, statement);
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
