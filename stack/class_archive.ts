/**
 * Archives of the classes that a server loads (Java's AppCDS): with one, a server starts in a third of the time.
 *
 * A server's first run writes the archive when it ends. Java may be killed while it writes, so it writes into the
 * data folder, and only a complete file is moved to where later runs look for it.
 */
import type { DataFolder } from "../lib/files/data_folder.ts";
import { isFile, removeIfPresent } from "../lib/files/files.ts";
import { type Jars, JARS_LINK } from "./jars.ts";
import type { Java } from "./java.ts";
import type { ServerName } from "./servers.ts";

export interface ClassArchive {
  /** What Java is told about it. */
  readonly flags: readonly string[];
  /** Present where this run writes the archive: to be moved from one path to the other at its end. */
  readonly written?: { readonly from: string; readonly to: string };
}

/** The archive of a server for one set of jars and one build of Java. */
export async function classArchive(
  server: ServerName,
  jars: Jars,
  java: Java,
  data: DataFolder,
): Promise<ClassArchive> {
  // An archive fits one class path, written in one way.
  const name = `${server}-${await fingerprint(java.build + jars.classPath)}.jsa`;
  const to = `${jars.folder}/${name}`;
  const use = { flags: [`-XX:SharedArchiveFile=${JARS_LINK}/${name}`] };
  if (await isFile(to)) return use;
  const from = `${data.run}/${name}`;
  // Left over where nobody saw the last run end.
  if (await keepArchive({ from, to })) return use;
  return { flags: [`-XX:ArchiveClassesAtExit=run/${name}`], written: { from, to } };
}

/** Moves an archive to its place, or removes one that is not complete. Returns whether it is in its place now. */
export async function keepArchive({ from, to }: { from: string; to: string }): Promise<boolean> {
  if (!await isComplete(from)) {
    await removeIfPresent(from);
    return false;
  }
  // The data folder may lie on another disk, so it is copied aside first.
  const aside = `${to}.${Deno.pid}.new`;
  try {
    await Deno.copyFile(from, aside);
    await Deno.rename(aside, to);
    await removeIfPresent(from);
    return true;
  } catch {
    // Without it the next start is slower, nothing else: no room for it is no reason to fail.
    await removeIfPresent(aside);
    return false;
  }
}

/** Java leaves the header free and writes it last, so that a file that was cut short begins with zeros. */
async function isComplete(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    const start = new Uint8Array(4);
    return await file.read(start) === 4 && start.some((byte) => byte !== 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function fingerprint(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return digest.toHex().slice(0, 8);
}
