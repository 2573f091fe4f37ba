/** What `deno task stack wipe` removes, and what it leaves alone. Needs to write files, but no server. */
import assert from "node:assert/strict";
import { dataFolderOf, prepareDataFolder } from "../../lib/files/data_folder.ts";
import { forgetManagedProcess, recordManagedProcess } from "../../lib/processes/managed_process.ts";
import { wipeData } from "../../stack/wipe.ts";

const REFUSED = { name: "TindahanError", code: "BAD_CALL" };
const envOf = (folder: string) => new Map([["TINDAHAN_DATA", folder]]);
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const isThere = (path: string) => Deno.lstat(path).then(() => true, () => false);

/** Folders may be called so, and each of these means something to a URL, a shell, a glob or a class path. */
const AWKWARD_NAMES = [
  ...["#1", "?x=1", "50%20off", "my data", "señor", "it's", '"q"', "a;b", "a&b", "$HOME"],
  ...["-dash", "a:b", "a,b", "[ab]*", " padded "],
];

async function inTempFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-wipe-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Files of somebody's, named as the stack names its own. */
async function addFilesOfSomebody(folder: string): Promise<void> {
  for (const name of ["logs", "run", "kafka"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${name}/thesis.txt`, "mine");
  }
  await Deno.writeTextFile(`${folder}/addresses.json`, "[]");
}

Deno.test("wipeData() removes the dashboard's folder too, but not while Superset serves from it", () =>
  inTempFolder(async (folder) => {
    const data = `${folder}/data`, home = `${data}/superset`;
    await prepareDataFolder(dataFolderOf(envOf(data)));
    await Deno.mkdir(home);
    await Deno.writeTextFile(`${home}/admin-password`, "sesame\n");

    // This process stands in for the server.
    await recordManagedProcess(home, Deno.pid);
    await assert.rejects(wipeData(envOf(data)), { ...REFUSED, remedy: /deno task superset down/ });
    assert.equal(await Deno.readTextFile(`${home}/admin-password`), "sesame\n");

    await forgetManagedProcess(home);
    await wipeData(envOf(data));
    assert.equal(await isThere(data), false);
  }));

Deno.test("wipeData() removes nothing beside the data folder, whatever characters its path has", () =>
  inTempFolder(async (folder) => {
    for (const [index, name] of AWKWARD_NAMES.entries()) {
      const beside = `${folder}/${index}`;
      await addFilesOfSomebody(beside);
      // One level of its own: of `#1/data` a URL takes all behind `#` for a fragment.
      const data = `${beside}/${name}/data`;
      await prepareDataFolder(dataFolderOf(envOf(data)));
      await Deno.writeTextFile(`${data}/logs/kafka.log`, "ours");
      assert.equal(await wipeData(envOf(data)), data);
      assert.deepEqual(names(beside), [name, "addresses.json", "kafka", "logs", "run"].sort(), name);
      for (const theirs of ["logs", "run", "kafka"]) {
        assert.equal(await Deno.readTextFile(`${beside}/${theirs}/thesis.txt`), "mine", name);
      }
      assert.equal(await isThere(data), false, name);
    }
  }));

Deno.test("wipeData() refuses a folder of somebody's, in one line that names it and the way out", () =>
  inTempFolder(async (folder) => {
    await addFilesOfSomebody(folder);
    for (const attempt of [wipeData, (env: Map<string, string>) => prepareDataFolder(dataFolderOf(env))]) {
      await assert.rejects(attempt(envOf(folder)), (error: Error & { code?: string; remedy?: string }) => {
        assert.deepEqual(error.code, "BAD_CALL");
        assert.match(error.message, /^[^\n]+$/);
        assert.ok(error.message.startsWith(`${folder} holds files that are not Tindahan's: addresses.json`));
        assert.match(error.remedy ?? "", /TINDAHAN_DATA/);
        return true;
      });
      assert.equal(await Deno.readTextFile(`${folder}/run/thesis.txt`), "mine");
    }
    assert.deepEqual(names(folder), ["addresses.json", "kafka", "logs", "run"]);
  }));

Deno.test("wipeData() leaves other files in a data folder, which can be used again", () =>
  inTempFolder(async (folder) => {
    const data = dataFolderOf(envOf(folder));
    await prepareDataFolder(data);
    await Deno.writeTextFile(`${folder}/notes.txt`, "mine");
    await wipeData(envOf(folder));
    assert.deepEqual(names(folder), ["notes.txt", "tindahan.json"]);
    await prepareDataFolder(data);
  }));

Deno.test("wipeData() removes links, not what they lead to", () =>
  inTempFolder(async (folder) => {
    const theirs = `${folder}/theirs`, data = `${folder}/data`, link = `${folder}/link`;
    await addFilesOfSomebody(theirs);
    await Deno.mkdir(data);
    await Deno.symlink(data, link);
    await prepareDataFolder(dataFolderOf(envOf(link)));
    await Deno.symlink(theirs, `${data}/kafka`);
    await Deno.symlink(theirs, `${data}/run/jars`);
    await Deno.symlink(`${theirs}/addresses.json`, `${data}/addresses.json`);
    await wipeData(envOf(link));
    assert.deepEqual(names(data), []);
    assert.deepEqual(names(theirs), ["addresses.json", "kafka", "logs", "run"]);
    assert.equal(await isThere(link), true, "the link to the data folder is the user's");
  }));

Deno.test("wipeData() knows a data folder that an earlier version made", () =>
  inTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/run`);
    await Deno.mkdir(`${folder}/kafka`);
    await Deno.writeTextFile(`${folder}/run/lock`, "");
    await Deno.writeTextFile(`${folder}/postgres-password`, "d533590c39c5240be84464065b174014\n");
    await wipeData(envOf(folder));
    assert.equal(await isThere(folder), false);
    await Deno.mkdir(folder);
  }));

Deno.test("wipeData() makes no folder only to delete it", () =>
  inTempFolder(async (folder) => {
    assert.equal(await wipeData(envOf(`${folder}/none`)), undefined);
    assert.deepEqual(names(folder), []);
  }));
