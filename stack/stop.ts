/** Stops servers: those of this process, those that `stack up` left running, and those that lost their starter. */
import type { Environment } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import { keepArchive } from "./class_archive.ts";
import { type DataFolder, dataFolderOf, prepareDataFolder, withFileLock } from "../lib/files/data_folder.ts";
import { endProcess, endRestOfGroup, isSame, startTimes } from "../lib/processes/processes.ts";
import { type PidFile, publishRunning, readPidFiles, removePidFile, runningServers } from "./pid_files.ts";
import type { ServerProcess } from "./server_process.ts";
import { type ServerName, SERVERS, TITLES } from "./servers.ts";

/** Connect says goodbye to the broker and writes through PostgreSQL, so it goes first. */
const STOP_ORDER: readonly (readonly ServerName[])[] = [["connect"], ["registry", "kafka", "postgres"]];

/** Stops servers that this process holds under a supervisor. The caller has the data folder to itself. */
export async function stopProcesses(data: DataFolder, processes: readonly ServerProcess[]): Promise<void> {
  await inOrder(processes, async ({ server, supervised, archive }) => {
    await supervised.terminate();
    await forget(data, server, archive);
  });
  await publishRunning(data);
}

/**
 * Stops the servers that `stack up` started.
 *
 * @returns the ones that it stopped
 * @throws BAD_CALL when a task that still runs holds servers here: it stops them itself
 */
export async function stopKeptServers(env: Environment): Promise<readonly ServerName[]> {
  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  return await withFileLock(data, "refuse", async () => {
    const records = [...(await endOrphans(data)).values()];
    const kept = records.filter((record) => record.starter === null);
    await inOrder(kept, (record) => stopRecorded(data, record));
    await publishRunning(data);
    const held = records.filter((record) => record.starter !== null);
    if (held.length === 0) return SERVERS.filter((server) => kept.some((record) => record.server === server));
    throw new TindahanError(
      "BAD_CALL",
      `${titles(held)} ${held.length === 1 ? "belongs" : "belong"} to a task that still runs (process ${
        held[0]?.starter?.pid
      })`,
      "end that task: it stops its servers itself",
    );
  });
}

/**
 * Ends servers that lost their starter or their supervisor, and forgets the ones that ended already.
 * @returns the servers that run and may be used
 */
export async function endOrphans(data: DataFolder): Promise<ReadonlyMap<ServerName, PidFile>> {
  const running = await runningServers(data);
  const alive = await startTimes([...running.values()].flatMap(({ starter }) => starter?.pid ?? []));
  const isOrphan = ({ starter }: PidFile) => starter !== null && !isSame(starter, alive);
  await inOrder([...running.values()].filter(isOrphan), (record) => stopRecorded(data, record));
  for (const { server, process } of await readPidFiles(data)) {
    if (!running.has(server)) await endRestOfGroup(process.pid);
  }
  for (const server of SERVERS) if (!running.has(server)) await removePidFile(data, server);
  return new Map([...running].filter(([_, record]) => !isOrphan(record)));
}

/** `Kafka, PostgreSQL` */
export function titles(servers: readonly { readonly server: ServerName }[]): string {
  return servers.map(({ server }) => TITLES[server]).join(", ");
}

async function stopRecorded(data: DataFolder, record: PidFile): Promise<void> {
  await endProcess(record.process);
  await forget(data, record.server, record.archive);
}

async function forget(data: DataFolder, server: ServerName, archive: PidFile["archive"]): Promise<void> {
  if (archive) await keepArchive(archive);
  await removePidFile(data, server);
}

async function inOrder<Item extends { readonly server: ServerName }>(
  items: readonly Item[],
  stop: (item: Item) => Promise<void>,
): Promise<void> {
  for (const group of STOP_ORDER) {
    await Promise.all(items.filter((item) => group.includes(item.server)).map(stop));
  }
}
