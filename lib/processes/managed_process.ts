/** Servers that other tasks run on the stack's data folder: each has a folder there, with the record of its process. */
import { readIfPresent, removeIfPresent, writeWhole } from "../files/files.ts";
import { identityOf, isSame, type ProcessIdentity, startTimes } from "./processes.ts";

/** By the name of the folder: what people call the server, and the command that stops it. */
export const MANAGED_PROCESSES = {
  superset: { title: "Superset", stop: "deno task superset down" },
} as const;

/** The process that serves from a managed process's folder, or `undefined`. @param home the folder's path */
export async function runningManagedProcess(home: string): Promise<ProcessIdentity | undefined> {
  const text = await readIfPresent(recordIn(home));
  if (text === undefined) return undefined;
  const record = JSON.parse(text) as ProcessIdentity;
  return isSame(record, await startTimes([record.pid])) ? record : undefined;
}

export async function recordManagedProcess(home: string, pid: number): Promise<void> {
  await writeWhole(recordIn(home), JSON.stringify(await identityOf(pid)) + "\n", 0o600);
}

export async function forgetManagedProcess(home: string): Promise<void> {
  await removeIfPresent(recordIn(home));
}

function recordIn(home: string): string {
  return `${home}/server.json`;
}
