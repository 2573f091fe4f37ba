/** Superset's server process: started under a supervisor, left running, and stopped again. */
import { type Environment, PROJECT_FOLDER } from "../lib/settings/settings.ts";
import { waitUntil } from "../lib/retry/retry.ts";
import { TindahanError } from "../orders/errors.ts";
import { dataFolderOf, prepareDataFolder, withFileLock } from "../lib/files/data_folder.ts";
import { readIfPresent, removeIfPresent } from "../lib/files/files.ts";
import {
  forgetManagedProcess,
  recordManagedProcess,
  runningManagedProcess,
} from "../lib/processes/managed_process.ts";
import { spawnSupervised, type SupervisedProgram } from "../lib/processes/supervisor.ts";
import { rootCause } from "../lib/processes/log_tail.ts";
import { isFree, portBusy } from "../lib/processes/ports.ts";
import { endProcess } from "../lib/processes/processes.ts";
import type { Place } from "./place.ts";
import { isHealthy } from "./server.ts";

const START_TIMEOUT_MS = 180_000;
const PROBE_INTERVAL_MS = 50;

/**
 * Starts the server, waits until it answers, and lets it live on.
 *
 * @throws PORT_BUSY, UNHEALTHY; the signal's reason
 */
export async function startServer(
  place: Place,
  program: SupervisedProgram,
  signal: AbortSignal,
): Promise<void> {
  if (!isFree(place.port)) throw await portBusy("Superset", place.port);
  await removeIfPresent(place.log);
  const server = spawnSupervised(program);
  try {
    let code: number | undefined;
    server.status.then((status) => code = status.code);
    const serves = async () => {
      if (code !== undefined) throw await unhealthy(place, `ended with exit code ${code}`);
      return await isHealthy(place, signal);
    };
    if (!await waitUntil(serves, { interval: PROBE_INTERVAL_MS, timeout: START_TIMEOUT_MS, signal })) {
      throw await unhealthy(place, `did not answer within ${START_TIMEOUT_MS / 60_000} minutes`);
    }
    await recordManagedProcess(place.home, server.pid);
  } catch (error) {
    await server.terminate();
    throw error;
  }
  await server.release();
}

/** Stops the server. @returns whether there was one */
export async function stopServer(place: Place): Promise<boolean> {
  const server = await runningManagedProcess(place.home);
  if (server) await endProcess(server);
  await forgetManagedProcess(place.home);
  return server !== undefined;
}

/** Runs a job while no other task starts or stops Superset or a server on this data folder. */
export async function withDataFolder<Result>(env: Environment, job: () => Promise<Result>): Promise<Result> {
  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  return await withFileLock(data, "refuse", job);
}

/** A path for people: short where it lies in the project. */
export function shown(path: string): string {
  const project = `${PROJECT_FOLDER}/`;
  return path.startsWith(project) ? path.slice(project.length) : path;
}

async function unhealthy({ log }: Place, how: string): Promise<TindahanError> {
  const last = rootCause(await readIfPresent(log) ?? "");
  return new TindahanError(
    "UNHEALTHY",
    `Superset ${how}${last === undefined ? "" : `: ${last}`}`,
    `read its log ${log}`,
  );
}
