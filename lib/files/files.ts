/** Files as the stack wants them: whole or not at all, and a sentence where the system refuses. */
import { TindahanError } from "../../orders/errors.ts";

let asides = 0;

/** A name beside a path that nobody else uses, for what gets the path's own name when it is complete. */
function asideOf(path: string): string {
  return `${path}.${Deno.pid}-${++asides}.new`;
}

/** Writes a file that is never seen half written. */
export async function writeWhole(path: string, text: string, mode = 0o644): Promise<void> {
  const aside = asideOf(path);
  await writing(path, async () => {
    try {
      await Deno.writeTextFile(aside, text, { mode });
      await Deno.rename(aside, path);
    } catch (error) {
      await removeIfPresent(aside);
      throw error;
    }
  });
}

/**
 * Runs a job that writes, and turns the system's refusal into a sentence.
 *
 * @param choice the setting or flag that names another folder
 * @throws CANNOT_WRITE
 */
export async function writing<Result>(
  path: string,
  job: () => Promise<Result>,
  choice = "TINDAHAN_DATA",
): Promise<Result> {
  try {
    return await job();
  } catch (error) {
    throw explainWriteError(error, path, choice);
  }
}

/** Turns a refusal to write, of Deno or DuckDB, into CANNOT_WRITE; everything else comes back as it is. */
export function explainWriteError(error: unknown, path: string, choice: string): unknown {
  const reason = refusal(error);
  if (reason === undefined) return error;
  return new TindahanError(
    "CANNOT_WRITE",
    `cannot write ${path}: ${reason}`,
    `free disk space or grant the right to write there, or name another folder with ${choice}`,
    { cause: error },
  );
}

/** The refusal of a full disk, or of a used-up quota. */
export const NO_SPACE = "no space left";

/** What the operating system said, or `undefined` where something else went wrong. */
export function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof TindahanError) return undefined;
  const { message } = error;
  if (/\(os error (28|122)\)|no space left|disk quota exceeded|out of disk space/i.test(message)) {
    return NO_SPACE;
  }
  const { PermissionDenied, NotCapable, NotADirectory, AlreadyExists } = Deno.errors;
  if (
    error instanceof PermissionDenied || error instanceof NotCapable || /permission denied/i.test(message)
  ) {
    return "permission denied";
  }
  if (/\(os error 30\)|read-only file system/i.test(message)) return "the file system is read-only";
  if (error instanceof NotADirectory || error instanceof AlreadyExists) return "a file is in the way";
  return undefined;
}

/** Removes a file or folder, if there is one. Of a link it removes the link, not what it leads to. */
export async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

/** Makes a link to a folder, or leads the one that is there to it. @throws CANNOT_WRITE */
export async function linkTo(target: string, link: string): Promise<void> {
  if (await Deno.readLink(link).catch(() => undefined) === target) return;
  const aside = asideOf(link);
  await writing(link, async () => {
    await Deno.symlink(target, aside);
    await Deno.rename(aside, link);
  });
}

/** The text of a file, or `undefined` where there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The names in a folder, sorted; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Begins a log; the one of the run before is kept beside it. */
export async function freshLog(path: string): Promise<void> {
  try {
    await Deno.rename(path, `${path}.1`);
  } catch (error) {
    if (!isAbsence(error)) throw error;
  }
}

export async function isFile(path: string): Promise<boolean> {
  return (await statIfPresent(path))?.isFile ?? false;
}

export async function isFolder(path: string): Promise<boolean> {
  return (await statIfPresent(path))?.isDirectory ?? false;
}

async function statIfPresent(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
