/** The pipeline's way from orders to rows: the local splice, a service of our own, or the queries of a ksqlDB server. */
import { type Environment } from "../lib/settings/settings.ts";
import { type KsqldbAddress, ksqldbAddress } from "../lib/settings/http_addresses.ts";
import { pause } from "../lib/retry/retry.ts";
import { superviseLoop } from "../lib/retry/supervised_loop.ts";
import type { KafkaAdmin } from "../kafka/client/admin.ts";
import { withoutPassword } from "../lib/settings/without_password.ts";
import { readGroupProgress } from "../kafka/reads/progress.ts";
import {
  applyStatements,
  requireRunning,
  type StatementState,
  statementStates,
} from "../ksql/ksqldb/apply.ts";
import { requireKsqldb } from "../ksql/ksqldb/ksqldb_rest.ts";
import { SPLICE } from "../ksql/local_splice/splice_transform.ts";
import { TindahanError } from "../orders/errors.ts";
import type { ConsumerProgress } from "./snapshot.ts";

export interface Splice {
  /**
   * Makes it ready to write rows; topics and schemas exist.
   *
   * @throws BAD_CALL when the local one would write what queries of ksqlDB write already
   * @throws SERVICE_FAILED, UNHEALTHY, UNREACHABLE or ACCESS_DENIED when ksqlDB does not take the statements
   * @throws the signal's reason when it is aborted
   */
  setUp(signal: AbortSignal): Promise<void>;
  progress(): Promise<ConsumerProgress>;
  /** Rejects when it fails; resolves when the signal is aborted. */
  supervise(signal: AbortSignal): Promise<void>;
}

const QUERY_STATE_INTERVAL_MS = 5000;

/** The splice of a kind. @param admin connected */
export function spliceOf(kind: "local" | "ksqldb", env: Environment, admin: KafkaAdmin): Splice {
  return kind === "local" ? localSplice(ksqldbAddress(env), admin) : ksqldbSplice(requireKsqldb(env));
}

/** The local splice runs as a service, so that only its progress is left to ask for. */
function localSplice(ksqldb: KsqldbAddress | undefined, admin: KafkaAdmin): Splice {
  return {
    async setUp(signal) {
      if (ksqldb !== undefined) await requireNoQueries(ksqldb, signal);
    },
    progress: () => readGroupProgress(admin, SPLICE),
    supervise: () => Promise.resolve(),
  };
}

/** A server that is away writes nothing now, so the run goes on. */
async function requireNoQueries(ksqldb: KsqldbAddress, signal: AbortSignal): Promise<void> {
  try {
    requireOnlySplice(await statementStates(ksqldb, signal), ksqldb);
  } catch (error) {
    if (!isAway(error)) throw error;
    console.error(
      `${error.message}; if it comes back with queries over these orders, their rows are written twice`,
    );
  }
}

/**
 * Makes sure that the local splice is the only one. A paused or failed query counts too: it may go on, from where it
 * stopped.
 *
 * @param states what the server at this address has of our statements
 * @throws BAD_CALL when it has one of their queries
 */
export function requireOnlySplice(states: readonly StatementState[], { url }: KsqldbAddress): void {
  if (!states.some(({ statement, state }) => statement.source !== undefined && state !== "MISSING")) return;
  throw new TindahanError(
    "BAD_CALL",
    `queries of ksqlDB at ${
      withoutPassword(url)
    } already split these orders, so the local splice would write every row twice`,
    "use --splice ksqldb, end them with 'deno task ksql drop', or unset KSQLDB_URL where they read from another Kafka",
  );
}

/**
 * The queries of a ksqlDB server, which run. They commit no totals, and none are missed: how many rows are to come is
 * known from the orders' own.
 */
export function ksqldbSplice(ksqldb: KsqldbAddress): Splice {
  return {
    setUp: (signal) => applyStatements(ksqldb, { signal }),
    progress: () => Promise.resolve({ lag: 0, counts: {} }),
    supervise: (signal) => superviseQueries(() => requireRunning(ksqldb, signal), signal),
  };
}

/**
 * Checks the queries until the signal is aborted. A server that is restarted is waited for: its queries go on by
 * themselves.
 *
 * @param check rejects when a query does not run or the server does not answer
 * @param interval milliseconds between two checks
 * @throws what the check throws, UNREACHABLE only when the server was away for a minute
 */
export async function superviseQueries(
  check: () => Promise<void>,
  signal: AbortSignal,
  interval = QUERY_STATE_INTERVAL_MS,
): Promise<void> {
  await superviseLoop(async ({ onConnected, onProgress }) => {
    while (!signal.aborted) {
      try {
        await check();
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      onConnected();
      onProgress();
      await pause(interval, signal).catch(() => {});
    }
  }, { isRetryable: isAway, signal, restartDelay: { minDelay: interval, maxDelay: interval } });
}

function isAway(error: unknown): error is TindahanError {
  return error instanceof TindahanError && error.code === "UNREACHABLE";
}
