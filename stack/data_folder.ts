/** The folder of the local servers' data: what lies where, who may change it, and how it is emptied. */
import { fileURLToPath } from "node:url";
import { ADDRESS_FILE } from "../cli/addresses.ts";
import { dataFolder, type Environment } from "../cli/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import type { ServerName } from "./servers.ts";

/** Absolute paths, no slash at the end. */
export interface DataFolder {
  readonly path: string;
  /** Records of the servers that run, and their filled-in settings. */
  readonly run: string;
  readonly logs: string;
  /** Addresses for the other tasks. */
  readonly addresses: string;
  log(name: ServerName | "maven"): string;
  /** Where a server's data lies. */
  of(server: "kafka" | "registry" | "postgres"): string;
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
export async function exclusively<Result>(
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

/** Writes a file that is never seen half written. */
export async function writeWhole(path: string, text: string, mode = 0o644): Promise<void> {
  const aside = `${path}.${Deno.pid}.new`;
  await writing(path, async () => {
    await Deno.writeTextFile(aside, text, { mode });
    await Deno.rename(aside, path);
  });
}

/** Runs a job that writes, and turns the system's refusal into a sentence. @throws CANNOT_WRITE */
export async function writing<Result>(path: string, job: () => Promise<Result>): Promise<Result> {
  try {
    return await job();
  } catch (error) {
    const reason = refusal(error);
    if (reason === undefined) throw error;
    throw new TindahanError(
      "CANNOT_WRITE",
      `cannot write ${path}: ${reason}`,
      "make room or give the right to write there, or name another folder with TINDAHAN_DATA",
      { cause: error },
    );
  }
}

/** What the operating system said, or `undefined` where something else went wrong. */
export function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/\(os error (28|122)\)/.test(error.message)) return "no space left";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (/\(os error 30\)/.test(error.message)) return "the file system is read-only";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a file is in the way";
  }
  return undefined;
}

/** Removes a file or folder, if there is one. */
export async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The text of a file, or `undefined` where there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

/** Begins a log; the one of the run before is kept beside it. */
export async function freshLog(path: string): Promise<void> {
  try {
    await Deno.rename(path, `${path}.1`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
