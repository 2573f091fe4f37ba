/**
 * Data folders of versions that wrote no marker. They are known by what only those versions wrote, so that a folder of
 * somebody else's which happens to hold `run` and `logs` is not taken for one.
 */
import { isFile, namesIn, readIfPresent } from "./files.ts";

/** Everything that those versions ever put there. */
const NAMES = [
  "addresses.json",
  "kafka",
  "kafka.new",
  "registry",
  "postgres",
  "postgres-folder",
  "postgres-password",
  "superset",
  "logs",
  "run",
];

/** Secrets that those versions drew at random, and how many hexadecimal digits each has. */
const SECRETS = { "postgres-password": 32, "superset/secret-key": 64 } as const;

/** Logs of a pipeline whose servers all ran elsewhere: nothing else was in its folder. */
const SERVICE_LOGS = ["generate", "payment", "shipping", "delivery"].map((name) => `${name}.log`);

/** @param folder its path @param names what it holds */
export async function isMadeByEarlierVersion(folder: string, names: readonly string[]): Promise<boolean> {
  if (await holdsOnlyEmptyFolders(folder, names)) return true;
  if (names.length === 1 && names[0] === "logs") {
    const logs = await namesIn(`${folder}/logs`);
    return SERVICE_LOGS.every((name) => logs.includes(name));
  }
  const ours = names.filter((name) => NAMES.includes(name));
  if (ours.length === 0 || !await isFile(`${folder}/run/lock`)) return false;
  for (const [name, digits] of Object.entries(SECRETS)) {
    const secret = (await readIfPresent(`${folder}/${name}`))?.trim() ?? "";
    if (secret.length === digits && /^[0-9a-f]+$/.test(secret)) return true;
  }
  return false;
}

/** What a start leaves behind that failed before it began: nothing that could be lost. */
async function holdsOnlyEmptyFolders(folder: string, names: readonly string[]): Promise<boolean> {
  if (names.some((name) => name !== "run" && name !== "logs")) return false;
  const inside = [...await namesIn(`${folder}/run`), ...await namesIn(`${folder}/logs`)];
  return inside.every((name) => name === "lock") && (await readIfPresent(`${folder}/run/lock`) ?? "") === "";
}
