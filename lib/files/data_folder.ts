/** The folder of the local servers' data: what lies where, whose it is, and who may change it. */
import { ADDRESS_FILE } from "../settings/addresses.ts";
import { dataFolder, type Environment } from "../settings/settings.ts";
import { TindahanError } from "../../orders/errors.ts";
import { isMadeByEarlierVersion } from "./earlier_data_folder.ts";
import { isFolder, namesIn, readIfPresent, removeIfPresent, writeWhole, writing } from "./files.ts";

/** Absolute paths, no slash at the end. */
export interface DataFolder {
  readonly path: string;
  /** Records of the servers that run, and their filled-in settings. */
  readonly run: string;
  readonly logs: string;
  /** Addresses for the other tasks. */
  readonly addresses: string;
  /** The log of a server or program. */
  log(name: string): string;
  /** Where a server's data lies. */
  of(server: string): string;
}

/** @throws BAD_CALL when TINDAHAN_DATA cannot be used */
export function dataFolderOf(env: Environment): DataFolder {
  const path = dataFolder(env);
  return {
    path,
    run: `${path}/run`,
    logs: `${path}/logs`,
    addresses: `${path}/${ADDRESS_FILE}`,
    log: (name) => `${path}/logs/${name}.log`,
    of: (server) => `${path}/${server}`,
  };
}

/** The file that tells a data folder from any other folder. */
export const MARKER = "tindahan.json";
const MARKER_KIND = "data folder of Tindahan";

/**
 * Creates the folders that every server needs. A new or empty folder gets the marker that makes it a data folder.
 *
 * @throws BAD_CALL for a folder that holds something and lacks the marker; CANNOT_WRITE
 */
export async function prepareDataFolder(data: DataFolder): Promise<void> {
  await writing(data.path, () => Deno.mkdir(data.path, { recursive: true }));
  if (!await isMarked(data)) {
    await requireUnusedFolder(data);
    const marker = {
      kind: MARKER_KIND,
      version: 1,
      note: "deno task stack wipe deletes what the servers store here",
    };
    await writeWhole(markerOf(data), JSON.stringify(marker, null, 2) + "\n");
  }
  for (const folder of [data.run, data.logs]) {
    await writing(folder, () => Deno.mkdir(folder, { recursive: true }));
  }
}

/** Whether there is such a folder at all, ours or not. */
export function dataFolderExists(data: DataFolder): Promise<boolean> {
  return isFolder(data.path);
}

/** Removes an emptied data folder. One that still holds other files stays, and stays marked. */
export async function removeEmptiedDataFolder(data: DataFolder): Promise<void> {
  if ((await namesIn(data.path)).some((name) => name !== MARKER)) return;
  await removeIfPresent(markerOf(data));
  // A link to a folder elsewhere is not ours to remove.
  if (!(await Deno.lstat(data.path)).isSymlink) await writing(data.path, () => Deno.remove(data.path));
}

async function isMarked(data: DataFolder): Promise<boolean> {
  const text = await readIfPresent(markerOf(data));
  if (text === undefined) return false;
  try {
    return JSON.parse(text)?.kind === MARKER_KIND;
  } catch {
    return false;
  }
}

async function requireUnusedFolder(data: DataFolder): Promise<void> {
  // What a marker is first written to: another task may be making the same folder.
  const names = (await namesIn(data.path)).filter((name) => !/^tindahan\.json\.[\d-]+\.new$/.test(name));
  if (names.length === 0 || await isMadeByEarlierVersion(data.path, names)) return;
  throw new TindahanError(
    "BAD_CALL",
    `${data.path} holds files that are not Tindahan's: ${names.slice(0, 3).join(", ")}${
      names.length > 3 ? ", …" : ""
    }`,
    "name a new or empty folder with TINDAHAN_DATA",
  );
}

function markerOf(data: DataFolder): string {
  return `${data.path}/${MARKER}`;
}

/**
 * Runs a job while no other process starts or stops servers on this data folder. The system gives the lock back
 * when this process ends, however it ends.
 *
 * @param whenHeld `wait` until another process is done, or `refuse` to
 * @throws BAD_CALL while another process holds it and `refuse` was asked for
 */
export async function withFileLock<Result>(
  data: DataFolder,
  whenHeld: "wait" | "refuse",
  job: () => Promise<Result>,
): Promise<Result> {
  const path = `${data.run}/lock`;
  using file = await writing(path, () => Deno.open(path, { create: true, write: true, read: true }));
  if (whenHeld === "wait") await file.lock(true);
  else if (!await file.tryLock(true)) {
    throw new TindahanError(
      "BAD_CALL",
      `another task is starting or stopping the servers of ${data.path}`,
      "wait until it is done, or use a folder and ports of your own (TINDAHAN_DATA=… TINDAHAN_PORT=…)",
    );
  }
  return await job();
}
