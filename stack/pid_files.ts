/** Notes about the servers that run on a data folder, kept so that other processes can find, use and stop them. */
import type { DataFolder } from "../lib/files/data_folder.ts";
import { readIfPresent, removeIfPresent, writeWhole } from "../lib/files/files.ts";
import { isSame, type ProcessIdentity, startTimes } from "../lib/processes/processes.ts";
import { ADDRESS_SETTINGS, type ServerName, SERVERS } from "./servers.ts";

export interface PidFile {
  readonly server: ServerName;
  /** The supervisor around the server: it ends when the server does. */
  readonly process: ProcessIdentity;
  /** The task that started it and will stop it; null for `stack up`, whose servers stay. */
  readonly starter: ProcessIdentity | null;
  /** Value of the server's setting. */
  readonly address: string;
  /** Of Kafka Connect: the brokers it belongs to, for ever. */
  readonly brokers?: string;
  readonly port: number;
  readonly log: string;
  /** Archive of classes that this run writes, to be moved into place when it has ended by itself. */
  readonly archive?: { readonly from: string; readonly to: string };
}

export async function writePidFile(data: DataFolder, record: PidFile): Promise<void> {
  await writeWhole(pathOf(data, record.server), JSON.stringify(record, null, 2) + "\n", 0o600);
}

export async function removePidFile(data: DataFolder, server: ServerName): Promise<void> {
  await removeIfPresent(pathOf(data, server));
}

/** Everything that is written down, whether it still runs or not. */
export async function readPidFiles(data: DataFolder): Promise<readonly PidFile[]> {
  return (await Promise.all(SERVERS.map((server) => readPidFile(data, server)))).filter((record) =>
    record !== undefined
  );
}

/** The servers that run, by record and by process. Records of processes that are gone stay out. */
export async function runningServers(data: DataFolder): Promise<ReadonlyMap<ServerName, PidFile>> {
  const records = await readPidFiles(data);
  const alive = await startTimes(records.map((record) => record.process.pid));
  return new Map(
    records.filter((record) => isSame(record.process, alive)).map((record) => [record.server, record]),
  );
}

async function readPidFile(data: DataFolder, server: ServerName): Promise<PidFile | undefined> {
  const text = await readIfPresent(pathOf(data, server));
  return text === undefined ? undefined : parsePidFile(text);
}

/** Reads a record; `undefined` for one that this version did not write, which then counts as stale. */
export function parsePidFile(text: string): PidFile | undefined {
  try {
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is PidFile {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<Record<keyof PidFile, unknown>>;
  return SERVERS.some((server) => server === record.server) && isIdentity(record.process) &&
    (record.starter === null || isIdentity(record.starter)) && typeof record.address === "string" &&
    typeof record.port === "number" && typeof record.log === "string";
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== "object" || value === null) return false;
  const identity = value as Partial<Record<keyof ProcessIdentity, unknown>>;
  return typeof identity.pid === "number" && typeof identity.started === "string";
}

function pathOf(data: DataFolder, server: ServerName): string {
  return `${data.run}/${server}.json`;
}

/** Tells the other tasks where the running servers are; without any, the file goes. */
export async function publishRunning(data: DataFolder): Promise<void> {
  const running = await runningServers(data);
  if (running.size === 0) return await removeIfPresent(data.addresses);
  const settings = Object.fromEntries(
    [...running.values()].map(({ server, address }) => [ADDRESS_SETTINGS[server], address]),
  );
  // The database's password is in it.
  await writeWhole(data.addresses, JSON.stringify(settings, null, 2) + "\n", 0o600);
}
