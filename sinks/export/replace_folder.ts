/** Replaces a folder as a whole: written beside it, then renamed, so that a kill leaves the former one intact. */
import { TindahanError } from "../../orders/errors.ts";
import { writing } from "./writing.ts";

/** Paths of one replacement, absolute. */
export interface Aside {
  /** Becomes the new folder; empty at first. */
  readonly result: string;
  /** Folder for intermediate files, on the same disk; deleted at the end. */
  readonly scratch: string;
}

/**
 * Runs work that fills a folder beside `out`, and puts the result in the place of `out`.
 *
 * Between the two renames at the end `out` does not exist for a moment. If the process is killed in that moment, the next
 * call puts the former folder back.
 *
 * @param out absolute path; may exist
 * @param marks files that mark a folder as a former result; no other folder is ever replaced
 * @throws BAD_CALL when `out` is something else, or is being written by another process; CANNOT_WRITE
 */
export async function replaceFolder<Result>(
  out: string,
  marks: readonly string[],
  work: (aside: Aside) => Promise<Result>,
): Promise<Result> {
  const scratch = `${out}.new`, former = `${out}.old`, result = `${scratch}/result`;
  await requireReplaceable(out, marks);
  await writing(scratch, () => Deno.mkdir(scratch, { recursive: true }));
  using _lock = await lockOf(scratch, out);
  await writing(out, async () => {
    if (await exists(former) && !await exists(out)) await Deno.rename(former, out);
    await removeIfPresent(former);
    // Everything but the lock was left by a killed run.
    for await (const { name } of Deno.readDir(scratch)) {
      if (name !== LOCK) await Deno.remove(`${scratch}/${name}`, { recursive: true });
    }
    await Deno.mkdir(result);
  });
  try {
    const outcome = await work({ result, scratch });
    await writing(out, async () => {
      if (await exists(out)) await Deno.rename(out, former);
      await Deno.rename(result, out);
    });
    return outcome;
  } finally {
    await removeIfPresent(former).catch(() => {});
    await removeIfPresent(scratch).catch(() => {});
  }
}

const LOCK = "lock";

/** The operating system releases the lock when the process ends, for whatever reason. */
async function lockOf(scratch: string, out: string): Promise<Disposable> {
  const path = `${scratch}/${LOCK}`;
  const file = await writing(path, () => Deno.open(path, { create: true, write: true }));
  const isOurs = await file.tryLock(true);
  // The holder before us may have deleted the file between our opening and locking it.
  if (isOurs && await exists(path)) return { [Symbol.dispose]: () => file.close() };
  file.close();
  throw new TindahanError(
    "BAD_CALL",
    `another export is writing ${out}`,
    "wait until it has ended, or name another folder with --out",
  );
}

/** Refuses a folder that holds something else than a former result. @throws BAD_CALL, CANNOT_WRITE */
export async function requireReplaceable(out: string, marks: readonly string[]): Promise<void> {
  const entries = await writing(out, async () => {
    try {
      return await Array.fromAsync(Deno.readDir(out));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
  if (entries.length === 0 || entries.some(({ name }) => marks.includes(name))) return;
  throw new TindahanError(
    "BAD_CALL",
    `${out} holds files that are not of an export: ${
      entries.map(({ name }) => name).sort().slice(0, 3).join(", ")
    }`,
    "name an empty folder, a new one or a former export with --out",
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
