/** The servers' jars, fetched once by Maven and shared by all data folders of this checkout. */
import { type Environment, PROJECT_FOLDER } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";
import { waitUntil } from "../lib/retry/retry.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { removeIfPresent, writeWhole, writing } from "../lib/files/files.ts";
import { spawnSupervised } from "../lib/processes/supervisor.ts";
import { mavenEnvironment } from "./java.ts";
import pom from "./pom.xml" with { type: "text" };

const LOCK_PAUSE_MS = 200;

/** A link in each data folder to the jars, relative to that folder. */
export const JARS_LINK = "run/jars";

export interface Jars {
  /** Folder of one version of the pom, absolute; archives of loaded classes may lie beside the jars. */
  readonly folder: string;
  /** Class path of broker and Connect worker, by the link, in a stable order: class archives depend on it. */
  readonly classPath: string;
  /** The registry's jar, by the link; it names its own class path. */
  readonly registryJar: string;
}

/**
 * Finds the jars, or lets Maven fetch them: about 230 MB, the first time only.
 *
 * @param env may hold options for Maven's Java
 * @param onProgress gets a line now and then while Maven works
 * @param signal ends Maven, and the wait for another task's Maven; then this rejects with its reason
 * @param library folder for the jars of all versions of the pom, absolute path; the tests have one of their own
 * @throws MISSING_PROGRAM without Maven, UNREACHABLE when it cannot download, CANNOT_WRITE
 */
export async function findJars(
  data: DataFolder,
  env: Environment,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
  library = `${PROJECT_FOLDER}/.local/lib`,
): Promise<Jars> {
  const folder = `${library}/${await hashOf(pom)}`;
  return await jarsIn(folder) ?? await fetchJars(folder, data, env, onProgress, signal);
}

/** A folder under its final name is complete: it got the name when Maven was done. */
async function jarsIn(folder: string): Promise<Jars | undefined> {
  const [kafka, registry] = await Promise.all([jarNames(`${folder}/kafka`), jarNames(`${folder}/registry`)]);
  const registryJar = registry?.find((name) => name.endsWith("-runner.jar"));
  if (kafka === undefined || registryJar === undefined) return undefined;
  return {
    folder,
    classPath: kafka.map((name) => `${JARS_LINK}/kafka/${name}`).join(":"),
    registryJar: `${JARS_LINK}/registry/${registryJar}`,
  };
}

async function jarNames(folder: string): Promise<string[] | undefined> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map((entry) => entry.name).filter((name) => name.endsWith(".jar")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function fetchJars(
  folder: string,
  data: DataFolder,
  env: Environment,
  onProgress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Jars> {
  const aside = `${folder}.new`;
  const parent = folder.slice(0, folder.lastIndexOf("/"));
  await writing(parent, () => Deno.mkdir(parent, { recursive: true }));
  // Two data folders may want the jars at the same time: the second one waits and finds them.
  using lock = await writing(parent, () => Deno.open(`${parent}/lock`, { create: true, write: true }));
  await locked(lock, signal);
  const found = await jarsIn(folder);
  if (found) return found;
  await removeIfPresent(aside);
  await writing(aside, () => Deno.mkdir(aside));
  await writeWhole(`${aside}/pom.xml`, pom);
  await runMaven(aside, data.log("maven"), env, onProgress, signal);
  await writing(folder, () => Deno.rename(aside, folder));
  const jars = await jarsIn(folder);
  if (jars) return jars;
  throw mavenError("brought no complete set of jars", data.log("maven"));
}

/** Locks a file. The system's own wait could not be interrupted, so this one asks again and again. */
async function locked(file: Deno.FsFile, signal: AbortSignal | undefined): Promise<void> {
  await waitUntil(() => file.tryLock(true), { interval: LOCK_PAUSE_MS, timeout: Infinity, signal });
}

async function runMaven(
  folder: string,
  log: string,
  env: Environment,
  onProgress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  onProgress("fetching the Java servers with Maven (about 230 MB, the first time only)");
  await removeIfPresent(log);
  // An aborted signal has told its listeners already and tells later ones nothing.
  signal?.throwIfAborted();
  const maven = spawnSupervised({
    command: "mvn",
    args: [
      "--batch-mode",
      "--file",
      "pom.xml",
      "-Dstyle.color=never",
      // Relative, as the pom is: Maven would take a `${…}` in a folder's name for a property.
      "-Dtindahan.lib=.",
      "package",
    ],
    env: mavenEnvironment(env),
    cwd: folder,
    log,
    pipeStdout: true,
  });
  signal?.addEventListener("abort", () => maven.terminate(), { once: true });
  const output = await followDownloads(maven.stdout, log, onProgress);
  const { code } = await maven.status;
  signal?.throwIfAborted();
  if (code === 127) {
    throw new TindahanError(
      "MISSING_PROGRAM",
      "there is no Maven (mvn) on the PATH",
      "install Maven 3.6 or newer",
    );
  }
  if (code !== 0) throw mavenError(reasonOf(output), log);
}

/** Copies Maven's output to its log and counts what it downloads. */
async function followDownloads(
  stdout: ReadableStream<Uint8Array> | undefined,
  log: string,
  onProgress: (line: string) => void,
): Promise<string[]> {
  const lines: string[] = [];
  let downloads = 0, shown = performance.now(), rest = "";
  using file = await writing(log, () => Deno.open(log, { create: true, append: true }));
  for await (const text of (stdout ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    await writing(log, () => file.write(new TextEncoder().encode(text)));
    const complete = (rest + text).split("\n");
    rest = complete.pop() ?? "";
    lines.push(...complete);
    downloads += complete.filter((line) => line.includes("Downloaded from ")).length;
    if (performance.now() - shown > 5000 && downloads > 0) {
      shown = performance.now();
      onProgress(`fetching the Java servers with Maven: ${downloads} files so far`);
    }
  }
  return lines;
}

/** Maven's first error line, in plain words where they are known. */
function reasonOf(output: readonly string[]): string {
  const errors = output.filter((line) => line.startsWith("[ERROR] ")).join(" ");
  if (/No space left on device/.test(errors)) return "found no space left";
  if (
    /offline mode|Unknown host|Connection refused|timed out|Could not transfer|Network is unreachable/i.test(
      errors,
    )
  ) {
    return "could not download";
  }
  return "failed";
}

function mavenError(reason: string, log: string): TindahanError {
  return new TindahanError(
    reason === "found no space left" ? "CANNOT_WRITE" : "UNREACHABLE",
    `Maven ${reason} (log: ${log})`,
    "check the network and Maven's own settings.xml, then run the same command again",
  );
}

async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return digest.toHex().slice(0, 12);
}
