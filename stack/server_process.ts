/** One server's process: started on a leash, watched until it answers. */
import { TindahanError } from "../orders/errors.ts";
import { NO_SPACE, refusal, removeIfPresent } from "../lib/files/files.ts";
import {
  spawnSupervised,
  type SupervisedProcess,
  type SupervisedProgram,
} from "../lib/processes/supervisor.ts";
import { lastMeaningfulLine, ranOutOfSpace } from "../lib/processes/log_tail.ts";
import { type ServerName, TITLES } from "./servers.ts";

export interface ServerProcess {
  readonly server: ServerName;
  readonly supervised: SupervisedProcess;
  readonly log: string;
  /** Where this run writes an archive of classes, and where it belongs afterwards. */
  readonly archive?: { readonly from: string; readonly to: string };
}

/** Far more than a loaded machine needs; a server that fails says so by ending. */
const PATIENCE_MS = 180_000;
const PROBE_INTERVAL_MS = 50;

/** Starts a server on a leash. */
export function startServer(
  server: ServerName,
  program: SupervisedProgram,
  archive?: { readonly from: string; readonly to: string },
): ServerProcess {
  return { server, supervised: spawnSupervised(program), log: program.log, ...(archive && { archive }) };
}

/**
 * Waits until a server answers.
 *
 * @param answers one attempt, false while the server is not ready
 * @throws UNHEALTHY when it ends or stays silent, CANNOT_WRITE when it found no space left
 */
export async function untilHealthy(
  { server, supervised, log }: ServerProcess,
  answers: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  let code: number | undefined;
  supervised.status.then((status) => code = status.code);
  const deadline = performance.now() + PATIENCE_MS;
  while (!await answers()) {
    signal?.throwIfAborted();
    if (code !== undefined) throw await unhealthy(server, `ended with exit code ${code}`, log);
    if (performance.now() > deadline) {
      throw await unhealthy(server, `did not answer within ${PATIENCE_MS / 1000} seconds`, log);
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_INTERVAL_MS));
  }
}

/** What a user is told about a server that failed: its log's last word and where to read on. */
export async function unhealthy(server: ServerName, how: string, log: string): Promise<TindahanError> {
  const text = await Deno.readTextFile(log).catch(() => "");
  if (ranOutOfSpace(text) || await isDiskFull(log)) {
    return new TindahanError(
      "CANNOT_WRITE",
      `${TITLES[server]} ${how}: no space left on its disk`,
      `make room, or name a folder on another disk with TINDAHAN_DATA; its log is ${log}`,
    );
  }
  const last = lastMeaningfulLine(text);
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
