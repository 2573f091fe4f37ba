/** What `deno task stack wipe` removes, and what it leaves alone. Needs to write files, but no server. */
import assert from "node:assert/strict";
import { forgetManagedProcess, recordManagedProcess } from "../../lib/processes/managed_process.ts";
import { wipeData } from "../../stack/wipe.ts";

const USED = { name: "TindahanError", code: "BAD_CALL" };

Deno.test("wipe removes the dashboard's folder too, but not while Superset serves from it", async () => {
  const data = await Deno.makeTempDir({ prefix: "tindahan-wipe-" });
  const env = new Map([["TINDAHAN_DATA", data]]);
  const home = `${data}/superset`;
  await Deno.mkdir(home);
  await Deno.writeTextFile(`${home}/admin-password`, "sesame\n");

  // This process stands in for the server.
  await recordManagedProcess(home, Deno.pid);
  await assert.rejects(wipeData(env), { ...USED, remedy: /deno task superset down/ });
  assert.equal(await Deno.readTextFile(`${home}/admin-password`), "sesame\n");

  await forgetManagedProcess(home);
  await wipeData(env);
  await assert.rejects(Deno.stat(data), Deno.errors.NotFound);
});

Deno.test("wipe leaves alone what is not the project's", async () => {
  const data = await Deno.makeTempDir({ prefix: "tindahan-wipe-" });
  await Deno.writeTextFile(`${data}/notes.txt`, "mine");
  await wipeData(new Map([["TINDAHAN_DATA", data]]));
  assert.deepEqual([...Deno.readDirSync(data)].map(({ name }) => name), ["notes.txt"]);
  await Deno.remove(data, { recursive: true });
});
