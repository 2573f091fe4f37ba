/** A folder that is replaced as a whole, through failures and kills. Needs the file system, but no server. */
import assert from "node:assert/strict";
import { replaceFolder } from "../../sinks/export/replace_folder.ts";
import { TindahanError } from "../../orders/errors.ts";

const MARK = "manifest.json";

async function withFolder(work: (out: string, parent: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "tindahan-replace-" });
  try {
    await work(`${parent}/export`, parent);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

const fill = (out: string, text: string) =>
  replaceFolder(out, [MARK], ({ result }) => Deno.writeTextFile(`${result}/${MARK}`, text));
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("replaceFolder() leaves nothing but the new folder", () =>
  withFolder(async (out, parent) => {
    await fill(out, "first");
    await fill(out, "second");
    assert.equal(await Deno.readTextFile(`${out}/${MARK}`), "second");
    assert.deepEqual(names(parent), ["export"]);
  }));

Deno.test("replaceFolder() keeps the former folder when the work fails", () =>
  withFolder(async (out, parent) => {
    await fill(out, "first");
    await assert.rejects(replaceFolder(out, [MARK], () => Promise.reject(new Error("no"))), /no/);
    assert.equal(await Deno.readTextFile(`${out}/${MARK}`), "first");
    assert.deepEqual(names(parent), ["export"]);
  }));

Deno.test("replaceFolder() keeps the former folder through kill -9, and cleans up the next time", () =>
  withFolder(async (out, parent) => {
    await fill(out, "first");
    const script = `
      import { replaceFolder } from "${import.meta.resolve("../../sinks/export/replace_folder.ts")}";
      await replaceFolder("${out}", ["${MARK}"], async ({ result }) => {
        await Deno.writeTextFile(result + "/${MARK}", "half");
        Deno.kill(Deno.pid, "SIGKILL");
        await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const { signal } = await new Deno.Command(Deno.execPath(), { args: ["eval", script] }).output();
    assert.equal(signal, "SIGKILL");
    assert.equal(await Deno.readTextFile(`${out}/${MARK}`), "first");
    await fill(out, "second");
    assert.deepEqual(names(parent), ["export"]);
  }));

Deno.test("replaceFolder() puts the former folder back that a kill between the renames took away", () =>
  withFolder(async (out) => {
    await fill(out, "first");
    await Deno.rename(out, `${out}.old`);
    await assert.rejects(replaceFolder(out, [MARK], () => Promise.reject(new Error("no"))), /no/);
    assert.equal(await Deno.readTextFile(`${out}/${MARK}`), "first");
  }));

Deno.test("replaceFolder() never replaces a folder that is not its own", () =>
  withFolder(async (out) => {
    await Deno.mkdir(out);
    await Deno.writeTextFile(`${out}/thesis.txt`, "mine");
    await assert.rejects(
      fill(out, "x"),
      (error) =>
        error instanceof TindahanError && error.code === "BAD_CALL" && /thesis\.txt/.test(error.message),
    );
    assert.equal(await Deno.readTextFile(`${out}/thesis.txt`), "mine");
  }));

Deno.test("replaceFolder() refuses to write a folder that another call is writing", () =>
  withFolder(async (out) => {
    await replaceFolder(out, [MARK], async ({ result }) => {
      await assert.rejects(fill(out, "x"), /another export is writing/);
      await Deno.writeTextFile(`${result}/${MARK}`, "first");
    });
    assert.equal(await Deno.readTextFile(`${out}/${MARK}`), "first");
  }));
