/**
 * Starts the servers that a task needs and that neither the environment names nor run already, and stops again what
 * it started: who starts a server stops it.
 */
import type { Environment } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import { type DataFolder, dataFolderOf, prepareDataFolder, withFileLock } from "../lib/files/data_folder.ts";
import { answers, launch } from "./launch.ts";
import { ephemeralPortWarning } from "../lib/processes/ports.ts";
import { requireFreePorts } from "./ports.ts";
import { databasePassword } from "./postgres.ts";
import { identityOf, ownIdentity, type ProcessIdentity } from "../lib/processes/processes.ts";
import { type PidFile, publishRunning, writePidFile } from "./pid_files.ts";
import { type ServerProcess, unhealthy } from "./server_process.ts";
import {
  ADDRESS_SETTINGS,
  localAddress,
  type Ports,
  portsOf,
  remoteAddress,
  type ServerName,
  SERVERS,
} from "./servers.ts";
import { endOrphans, stopProcesses } from "./stop.ts";

export interface StackOptions {
  /** The real environment: a server named there is used instead of starting one. */
  readonly env: Environment;
  readonly needs: ReadonlySet<ServerName>;
  /** false: the servers end with this process, whatever ends it. true: they stay until `stopKeptServers`. */
  readonly keep: boolean;
  /** Gets a line for each step worth telling. */
  readonly onProgress: (line: string) => void;
  /** Gives up when aborted, rejects with its reason and leaves nothing running that it started. */
  readonly signal?: AbortSignal;
}

export interface RunningStack {
  /** Settings with the address of every need, to be put on top of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The servers that this call started. */
  readonly started: readonly ServerName[];
  /** Resolves when one of them ends although nobody asked it to; else it never does. */
  readonly failure: Promise<TindahanError>;
  /** Stops the servers that this call started and waits until they are gone; once is enough. Kept servers stay. */
  stop(): Promise<void>;
}

/**
 * Starts what is missing and waits until it serves.
 *
 * @throws BAD_CALL for a setting that cannot be used, while another task starts or stops servers on the folder, and when
 *   Kafka Connect runs for other brokers
 * @throws PORT_BUSY, MISSING_PROGRAM, UNHEALTHY, CANNOT_WRITE, UNREACHABLE when Maven cannot download
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { env } = options;
  const needs = new Set(options.needs);
  // A worker of ours is nothing without a broker.
  if (needs.has("connect") && remoteAddress("connect", env) === undefined) needs.add("kafka");
  const environment: Record<string, string> = {};
  const local = new Set<ServerName>();
  for (const server of SERVERS.filter((server) => needs.has(server))) {
    const remote = remoteAddress(server, env);
    if (remote === undefined) local.add(server);
    else environment[ADDRESS_SETTINGS[server]] = remote;
  }
  if (local.size === 0) {
    return { environment, started: [], failure: new Promise(() => {}), stop: async () => {} };
  }

  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  return await withFileLock(data, "refuse", () => startLocal(options, data, local, environment));
}

async function startLocal(
  options: StackOptions,
  data: DataFolder,
  local: ReadonlySet<ServerName>,
  remote: Readonly<Record<string, string>>,
): Promise<RunningStack> {
  const { env, keep, onProgress } = options;
  const ports = portsOf(env);
  const running = await endOrphans(data);
  const brokers = remote[ADDRESS_SETTINGS.kafka] ?? running.get("kafka")?.address ??
    localAddress("kafka", ports, "");
  if (local.has("connect")) requireBrokers(running.get("connect"), brokers);
  await requireAnswers([...local].flatMap((server) => running.get(server) ?? []));
  const missing = new Set([...local].filter((server) => !running.has(server)));
  await requireFreePorts(missing, ports);
  const warning = missing.size === 0 ? undefined : await ephemeralPortWarning(ports.kafka);
  if (warning !== undefined) onProgress(`warning: ${warning}`);

  const password = await databasePassword(data);
  const starter = keep ? null : await ownIdentity();
  const processes: ServerProcess[] = [];
  const onSpawn = async (process: ServerProcess) => {
    // A server that is started once more takes the place of the one that ended.
    const former = processes.findIndex(({ server }) => server === process.server);
    processes.splice(former < 0 ? processes.length : former, 1, process);
    await writePidFile(data, await recordOf(process, starter, ports, password, brokers));
  };
  try {
    const runningKafka = running.get("kafka")?.address;
    const { signal } = options;
    await launch({ env, data, ports, password, servers: missing, runningKafka, onProgress, signal }, onSpawn);
    await publishRunning(data);
    if (keep) await Promise.all(processes.map((process) => process.supervised.release()));
  } catch (error) {
    await stopProcesses(data, processes);
    throw error;
  }

  const environment = { ...remote };
  for (const server of local) {
    environment[ADDRESS_SETTINGS[server]] = running.get(server)?.address ??
      localAddress(server, ports, password);
  }
  return { environment, started: [...missing], ...handleOf(options, data, processes) };
}

/** How the starter watches and stops what it started. */
function handleOf(
  { keep, onProgress }: StackOptions,
  data: DataFolder,
  processes: readonly ServerProcess[],
): Pick<RunningStack, "failure" | "stop"> {
  const stopAll = async () => {
    if (keep || processes.length === 0) return;
    if (processes.some(({ archive }) => archive)) {
      onProgress(
        "stopping the servers; this first time they note which classes they load, for quicker starts",
      );
    }
    await withFileLock(data, "wait", () => stopProcesses(data, processes));
  };
  let stopping: Promise<void> | undefined;
  return {
    failure: new Promise((resolve) => {
      for (const { server, supervised, log } of processes) {
        supervised.status.then(async ({ code }) => {
          if (!stopping) resolve(await unhealthy(server, `ended unasked with exit code ${code}`, log));
        });
      }
    }),
    stop: () => stopping ??= stopAll(),
  };
}

/** A worker that runs already moves the records of the brokers that it was started for, and of no others. */
function requireBrokers(worker: PidFile | undefined, brokers: string): void {
  if (worker?.brokers === undefined || worker.brokers === brokers) return;
  throw new TindahanError(
    "BAD_CALL",
    `Kafka Connect runs here for the brokers ${worker.brokers}, not for ${brokers}`,
    "stop it with 'deno task stack down', or use another TINDAHAN_DATA and TINDAHAN_PORT",
  );
}

async function requireAnswers(records: readonly PidFile[]): Promise<void> {
  await Promise.all(records.map(async ({ server, address, log }) => {
    if (!await answers(server, address)) throw await unhealthy(server, "runs but does not answer", log);
  }));
}

async function recordOf(
  { server, supervised, log, archive }: ServerProcess,
  starter: ProcessIdentity | null,
  ports: Ports,
  password: string,
  brokers: string,
): Promise<PidFile> {
  return {
    server,
    process: await identityOf(supervised.pid),
    starter,
    address: localAddress(server, ports, password),
    ...(server === "connect" && { brokers }),
    port: ports[server],
    log,
    ...(archive && { archive }),
  };
}
