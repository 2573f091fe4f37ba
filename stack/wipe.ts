/** Empties the data folder of everything that the local servers put there. */
import type { Environment } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import {
  dataFolderExists,
  dataFolderOf,
  prepareDataFolder,
  removeEmptiedDataFolder,
  withFileLock,
} from "../lib/files/data_folder.ts";
import { removeIfPresent } from "../lib/files/files.ts";
import { MANAGED_PROCESSES, runningManagedProcess } from "../lib/processes/managed_process.ts";
import { removeFolderElsewhere } from "./postgres_home.ts";
import { endOrphans, titles } from "./stop.ts";

/** What the stack and the managed processes create in the data folder. Nothing else in it is removed. */
const OURS = [
  "addresses.json",
  "kafka",
  "kafka.new",
  "registry",
  "postgres",
  "postgres-folder",
  "postgres-password",
  "logs",
  "run",
  ...Object.keys(MANAGED_PROCESSES),
];

/**
 * Removes the data of the local servers and of the dashboard, and the data folder if that leaves it empty. The jars stay.
 *
 * @returns the folder, or `undefined` where there is none
 * @throws BAD_CALL while servers run on it, and for a folder that is not a data folder
 */
export async function wipeData(env: Environment): Promise<string | undefined> {
  const data = dataFolderOf(env);
  if (!await dataFolderExists(data)) return undefined;
  await prepareDataFolder(data);
  await withFileLock(data, "refuse", async () => {
    const running = [...(await endOrphans(data)).values()];
    if (running.length > 0) {
      throw new TindahanError(
        "BAD_CALL",
        `the data in ${data.path} is in use by ${titles(running)}`,
        "stop the servers first: 'deno task stack down'",
      );
    }
    for (const [folder, { title, stop }] of Object.entries(MANAGED_PROCESSES)) {
      if (await runningManagedProcess(`${data.path}/${folder}`) === undefined) continue;
      throw new TindahanError(
        "BAD_CALL",
        `the data in ${data.path} is in use by ${title}`,
        `stop it first: '${stop}'`,
      );
    }
    await removeFolderElsewhere(data);
    for (const name of OURS) await removeIfPresent(`${data.path}/${name}`);
  });
  await removeEmptiedDataFolder(data);
  return data.path;
}
