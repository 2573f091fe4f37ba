/** ksqlDB's REST API, as far as statements are run and watched. */
import { setTimeout as delay } from "node:timers/promises";
import { basicAuthorization, causeOf } from "../../lib/http/basic_authorization.ts";
import { type Environment } from "../../lib/settings/settings.ts";
import { type KsqldbAddress, ksqldbAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import type { StreamsProperties } from "./statements.ts";

/** A refusal of a statement by the server, in the server's words. */
export class StatementRefused extends Error {
  override readonly name = "StatementRefused";
  /** Whether Kafka denied it a right, as a rule to the account that ksqlDB itself runs as. */
  readonly isDenied: boolean;

  constructor(message: string, isDenied = false) {
    super(message);
    this.isDenied = isDenied;
  }
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
/** ksqlDB's own code of a 403 for its user; any other one is for what Kafka denies. */
const FORBIDDEN_USER = 40300;

/** The server that an environment names. @throws BAD_CALL when it names none, or no address */
export function requireKsqldb(env: Environment): KsqldbAddress {
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
 * It is posted once: where the connection is lost after that, the server may have run it, and a query that is started
 * twice writes every row twice.
 *
 * @throws StatementRefused with the server's message
 * @throws UNREACHABLE, also when it is not known what became of the statement; ACCESS_DENIED
 */
export async function execute(
  address: KsqldbAddress,
  statement: string,
  streamsProperties: StreamsProperties = {},
): Promise<void> {
  const body = { ksql: statement, streamsProperties };
  const answer = await request(address, { method: "POST", path: "/ksql", body, isRepeatable: false });
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
    const call = { method: "GET", path: `/status/${command.id}`, isRepeatable: true } as const;
    ({ status, message } = statusIn(await request(address, call)));
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

/** ksqlDB's own code of what went wrong. */
function codeIn(body: unknown): number | undefined {
  const { error_code: code } = isRecord(body) ? body : {};
  return typeof code === "number" ? code : undefined;
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

/** Every ksqlDB server can list what it has, unless it lacks the right to look. */
async function show(address: KsqldbAddress, ksql: string): Promise<unknown[]> {
  const body = { ksql, streamsProperties: {} };
  try {
    const answer = await request(address, { method: "POST", path: "/ksql", body, isRepeatable: true });
    return entitiesIn(answer, address);
  } catch (error) {
    if (!(error instanceof StatementRefused)) throw error;
    if (!error.isDenied) throw notKsqldb(address.url);
    throw new TindahanError(
      "ACCESS_DENIED",
      `ksqlDB at ${address.url} may not run '${ksql}': ${error.message}`,
      "grant the account that ksqlDB runs as the right it lacks, see docs/confluent-cloud.md",
      { cause: error },
    );
  }
}

interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  /** Whether it may be sent again where nobody knows what became of it. */
  readonly isRepeatable: boolean;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function request(address: KsqldbAddress, call: Call): Promise<unknown> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { status, text } = await answer(address, call);
    const body = parseJson(text);
    // 503: the server starts, or waits for the commands before this one. Without its code it is a proxy's, which may
    // have lost the server in the midst of the work.
    const isPassing = status === 503 && (call.isRepeatable || codeIn(body) !== undefined);
    if (isPassing && performance.now() < deadline) {
      await delay(PAUSE_MS);
      continue;
    }
    if (status < 200 || status > 299) throw refusalIn(address, status, body, call);
    if (body === undefined) throw notKsqldb(address.url);
    return body;
  }
}

function refusalIn(address: KsqldbAddress, status: number, body: unknown, call: Call): Error {
  const saysWhy = isRecord(body) && typeof body["message"] === "string" && body["message"] !== "";
  if (status === 401 || status === 403 && !saysWhy) {
    return new TindahanError(
      "ACCESS_DENIED",
      `ksqlDB at ${address.url} refused the user name '${address.username ?? ""}' or its password`,
      "check KSQLDB_USERNAME and KSQLDB_PASSWORD",
    );
  }
  if (status === 403 && codeIn(body) === FORBIDDEN_USER) {
    return new TindahanError(
      "ACCESS_DENIED",
      `ksqlDB at ${address.url} does not let '${address.username ?? ""}' do this: ${messageIn(body, status)}`,
      "grant the user the role it lacks, or name another one in KSQLDB_USERNAME",
    );
  }
  if (body !== undefined) return new StatementRefused(messageIn(body, status), status === 403);
  return status >= 500 ? unanswered(address, `status ${status}`, !call.isRepeatable) : notKsqldb(address.url);
}

async function answer(address: KsqldbAddress, call: Call): Promise<Answer> {
  const deadline = performance.now() + CONNECT_PATIENCE_MS;
  for (;;) {
    try {
      const response = await fetch(`${address.url}${call.path}`, {
        method: call.method,
        headers: headersFor(address),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      // fetch reports a lost connection as TypeError and a time-out as DOMException; a missing permission is a fault.
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
      const mayHaveRun = !call.isRepeatable && !neverLeft(error);
      if (mayHaveRun || performance.now() > deadline) {
        throw unanswered(address, causeOf(error), mayHaveRun, error);
      }
      await delay(PAUSE_MS);
    }
  }
}

/** Whether the connection was never made: no such name or port, nobody who speaks TLS. fetch has no code for it. */
function neverLeft(error: Error): boolean {
  return causeOf(error).includes("client error (Connect)");
}

function unanswered(
  { url }: KsqldbAddress,
  reason: string,
  mayHaveRun: boolean,
  cause?: unknown,
): TindahanError {
  return mayHaveRun
    ? new TindahanError(
      "UNREACHABLE",
      `ksqlDB at ${url} was lost before it told what became of a statement: ${reason}`,
      "run the same command again, which first looks at what the server has",
      { cause },
    )
    : new TindahanError(
      "UNREACHABLE",
      `ksqlDB at ${url} does not answer: ${reason}`,
      "check KSQLDB_URL, start the Docker stack (docs/ksqldb.md), or use --splice local",
      { cause },
    );
}

function headersFor({ username, password }: KsqldbAddress): Record<string, string> {
  const headers = { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE };
  if (username === undefined) return headers;
  return { ...headers, authorization: basicAuthorization(username, password) };
}

/** `undefined` for what is no JSON: a proxy's page, or nothing at all. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notKsqldb(url: string): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `what answers at ${url} is no ksqlDB server`,
    "set KSQLDB_URL to the base of its REST API",
  );
}
