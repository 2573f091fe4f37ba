/** Ctrl-C while the jars are fetched, or waited for. Fails when Maven is started for a task that is over. */
import assert from "node:assert/strict";
import { dataFolderOf, prepareDataFolder } from "../../lib/files/data_folder.ts";
import { isFile } from "../../lib/files/files.ts";
import { findJars } from "../../stack/jars.ts";

const INTERRUPTION = new Error("interrupted");

Deno.test("findJars() starts no Maven for a task that was interrupted before", () =>
  inOwnFolder(async (folder) => {
    const signal = AbortSignal.abort(INTERRUPTION);
    await assert.rejects(find(folder, signal), INTERRUPTION);
    assert.equal(await isFile(`${folder}/data/logs/maven.log`), false, "Maven has no log");
  }));

Deno.test("findJars() gives up waiting for another task's download when it is interrupted", () =>
  inOwnFolder(async (folder) => {
    using other = await Deno.open(`${folder}/lib/lock`, { create: true, write: true });
    await other.lock(true);
    const interrupted = new AbortController();
    // Without this, a wait that does not listen would go on for ever.
    const rescue = setTimeout(() => other.unlock(), 20_000);
    setTimeout(() => interrupted.abort(INTERRUPTION), 300);
    const began = performance.now();
    await assert.rejects(find(folder, interrupted.signal), INTERRUPTION);
    clearTimeout(rescue);
    assert.ok(performance.now() - began < 15_000, "it did not wait for the lock");
  }));

async function find(folder: string, signal: AbortSignal) {
  const data = dataFolderOf({ get: (name) => name === "TINDAHAN_DATA" ? `${folder}/data` : undefined });
  await prepareDataFolder(data);
  return await findJars(data, new Map(), () => {}, signal, `${folder}/lib`);
}

async function inOwnFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-jars-" });
  await Deno.mkdir(`${folder}/lib`);
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
