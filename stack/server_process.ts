/** One server's process: started under a supervisor, watched until it answers. */
import { TindahanError } from "../orders/errors.ts";
import { NO_SPACE, refusal, removeIfPresent } from "../lib/files/files.ts";
import {
  spawnSupervised,
  type SupervisedProcess,
  type SupervisedProgram,
} from "../lib/processes/supervisor.ts";
import { waitUntil } from "../lib/retry/retry.ts";
import { ranOutOfSpace, rootCause } from "../lib/processes/log_tail.ts";
import { type ServerName, TITLES } from "./servers.ts";

export interface ServerProcess {
  readonly server: ServerName;
  readonly supervised: SupervisedProcess;
  readonly log: string;
  /** Where this run writes an archive of classes, and where it belongs afterwards. */
  readonly archive?: { readonly from: string; readonly to: string };
}

/** Far more than a loaded machine needs; a server that fails says so by ending. */
const START_TIMEOUT_MS = 600_000;
const PROBE_INTERVAL_MS = 50;
/** A start that takes longer than a calm one is told of, and again after each such time. */
const TELL_EVERY_MS = 10_000;

/** Starts a server under a supervisor. */
export function startServer(
  server: ServerName,
  program: SupervisedProgram,
  archive?: { readonly from: string; readonly to: string },
): ServerProcess {
  return { server, supervised: spawnSupervised(program), log: program.log, ...(archive && { archive }) };
}

/** A server that ended before it answered; its cause says why. */
export class EndedAtStart extends Error {
  override readonly name = "EndedAtStart";
  override readonly cause: TindahanError;

  constructor(cause: TindahanError) {
    super(cause.message);
    this.cause = cause;
  }
}

export interface StartOptions {
  /** One attempt, false while the server is not ready. */
  readonly answers: () => Promise<boolean>;
  /** Gets a line now and then while the start takes long. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until a server answers.
 *
 * @throws EndedAtStart when it ends instead, UNHEALTHY when it never answers
 */
export async function untilHealthy(
  { server, supervised, log }: ServerProcess,
  { answers, onProgress, signal }: StartOptions,
): Promise<void> {
  let code: number | undefined;
  supervised.status.then((status) => code = status.code);
  const began = performance.now();
  let told = 0;
  const healthy = await waitUntil(async () => {
    if (await answers()) return true;
    if (code !== undefined) {
      throw new EndedAtStart(await unhealthy(server, `ended with exit code ${code}`, log));
    }
    const periods = Math.floor((performance.now() - began) / TELL_EVERY_MS);
    if (periods > told) {
      told = periods;
      onProgress(`waiting for ${TITLES[server]}: ${periods * TELL_EVERY_MS / 1000} s so far`);
    }
    return false;
  }, { interval: PROBE_INTERVAL_MS, timeout: START_TIMEOUT_MS, signal });
  if (!healthy) {
    throw await unhealthy(server, `did not answer within ${START_TIMEOUT_MS / 60_000} minutes`, log);
  }
}

/** What a user is told about a server that failed: the root cause in its log, and where to read on. */
export async function unhealthy(server: ServerName, how: string, log: string): Promise<TindahanError> {
  const text = await Deno.readTextFile(log).catch(() => "");
  if (ranOutOfSpace(text) || await isDiskFull(log)) {
    return new TindahanError(
      "CANNOT_WRITE",
      `${TITLES[server]} ${how}: no space left on its disk`,
      `make room, or name a folder on another disk with TINDAHAN_DATA; its log is ${log}`,
    );
  }
  const last = rootCause(text);
  return new TindahanError(
    "UNHEALTHY",
    `${TITLES[server]} ${how}${last === undefined ? "" : `: ${last}`}`,
    `read its log ${log}`,
  );
}

/** The server may have had no room for the very line that says so. */
async function isDiskFull(log: string): Promise<boolean> {
  const probe = `${log}.${Deno.pid}.new`;
  try {
    await Deno.writeFile(probe, new Uint8Array(1 << 16));
    return false;
  } catch (error) {
    return refusal(error) === NO_SPACE;
  } finally {
    await removeIfPresent(probe);
  }
}
