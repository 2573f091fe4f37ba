/** The folder of the local servers' data: what lies where, who may change it, and how it is emptied. */
import { fileURLToPath } from "node:url";
import { ADDRESS_FILE } from "../settings/addresses.ts";
import { dataFolder, type Environment } from "../settings/settings.ts";
import { TindahanError } from "../../orders/errors.ts";
import { writing } from "./files.ts";

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

export function dataFolderOf(env: Environment): DataFolder {
  const path = fileURLToPath(dataFolder(env)).replace(/\/$/, "");
  return {
    path,
    run: `${path}/run`,
    logs: `${path}/logs`,
    addresses: `${path}/${ADDRESS_FILE}`,
    log: (name) => `${path}/logs/${name}.log`,
    of: (server) => `${path}/${server}`,
  };
}

/** Creates the folders that every server needs. @throws CANNOT_WRITE */
export async function prepareDataFolder(data: DataFolder): Promise<void> {
  for (const folder of [data.run, data.logs]) {
    await writing(folder, () => Deno.mkdir(folder, { recursive: true }));
  }
}

/**
 * Runs a job while no other process starts or stops servers on this data folder. The system gives the lock back
 * when this process ends, however it ends.
 *
 * @param patience `wait` until another process is done, or `refuse` to
 * @throws BAD_CALL while another process holds it and `refuse` was asked for
 */
export async function withFileLock<Result>(
  data: DataFolder,
  patience: "wait" | "refuse",
  job: () => Promise<Result>,
): Promise<Result> {
  const path = `${data.run}/lock`;
  using file = await writing(path, () => Deno.open(path, { create: true, write: true, read: true }));
  if (patience === "wait") await file.lock(true);
  else if (!await file.tryLock(true)) {
    throw new TindahanError(
      "BAD_CALL",
      `another task is starting or stopping the servers of ${data.path}`,
      "wait until it is done, or use a folder and ports of your own (TINDAHAN_DATA=… TINDAHAN_PORT=…)",
    );
  }
  return await job();
}
