/** `deno task export` and `deno task reconcile` as a user runs them, on the real servers that the environment names. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { tableFromIPC } from "apache-arrow";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { withAdmin } from "../../kafka/client/admin.ts";
import { registerOrderSchemas } from "../../kafka/serdes/order_serde.ts";
import { deleteTopics } from "../../kafka/topics/topics.ts";
import { withSchemaId } from "../../kafka/serdes/wire_format.ts";
import { withDuck } from "../../sinks/export/duckdb.ts";
import { EXPORT_TABLES } from "../../sinks/export/export_tables.ts";
import { filesIn } from "../../sinks/export/files_in.ts";
import { type Manifest, MANIFEST_FILE } from "../../sinks/export/manifest.ts";
import { parquetFile } from "../../sinks/export/parquet_files.ts";
import { loadDatabase } from "../../reconcile/database_tables.ts";
import { kafka, newWorld, produce, registry, until } from "./exactly_once_harness.ts";
import { freePortBase } from "./free_ports.ts";
import { kill, processesOf, runTask, startTask } from "./pipeline_process.ts";
import { inDatabase } from "./sink_harness.ts";

const ORDERS = 800;
/** A short history, so that most orders are live ones. */
const WORLD = ["--seed", "5", "--from", "2026-11-15", "--now", "2026-11-23", "--sink", "direct"];

const folder = await Deno.makeTempDir({ prefix: "tindahan-export-task-" });
const out = `${folder}/export`;
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

async function manifestOf(export_: string): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(`${export_}/${MANIFEST_FILE}`));
}

/** A hash of each file, by its path. */
async function hashesOf(root: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of await filesIn(root)) {
    hashes[name] = createHash("sha256").update(await Deno.readFile(`${root}/${name}`)).digest("hex");
  }
  return hashes;
}

/** Exports, and demands agreement. */
async function exportTo(target: string, ...args: string[]): Promise<{ manifest: Manifest; printed: string }> {
  const { code, printed } = await runTask("export", ["--out", target, ...args], {});
  assert.equal(code, 0, printed);
  assert.match(printed, /^agreement: [\d,]+ orders are the same in topics, PostgreSQL and shop/m);
  return { manifest: await manifestOf(target), printed };
}

Deno.test("an export after a run agrees with PostgreSQL and the shop, and another reader finds every row in it", async () => {
  const { code, printed } = await runTask(
    "pipeline",
    ["--fresh", ...WORLD, "--live-rate", "max", "--orders", String(ORDERS)],
    {},
  );
  assert.equal(code, 0, printed);
  const { manifest } = await exportTo(out);
  assert.equal(manifest.tables["orders"]?.rows, ORDERS);
  for (const table of EXPORT_TABLES) {
    const { buffer } = await Deno.readFile(`${out}/${parquetFile(table)}`);
    const rows = await parquetReadObjects({ file: buffer, compressors });
    const stored = await inDatabase((client) => client.query(`SELECT count(*) AS rows FROM ${table}`));
    assert.equal(rows.length, Number(stored.rows[0].rows), table);
    assert.equal(rows.length, manifest.tables[table]?.rows, table);
  }
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["export"]);
});

/** The first one refuses what is written, the second one to be opened. */
const UNWRITABLE = [["/dev/full", "no space left"], ["/dev/null/x", "a file is in the way"]] as const;

Deno.test({
  name: "a copy of PostgreSQL's tables that cannot be written ends in an error, whichever table it was at",
  // Of the systems that the project runs on, Linux alone has a disk that is always full.
  ignore: Deno.build.os !== "linux",
  async fn() {
    for (const table of EXPORT_TABLES) {
      for (const [target, reason] of UNWRITABLE) {
        const scratch = await Deno.makeTempDir({ prefix: "tindahan-full-" });
        await Deno.symlink(target, `${scratch}/${table}.csv`);
        let ended: unknown;
        inDatabase((client) => withDuck(scratch, (duck) => loadDatabase(duck, client, scratch)))
          .then(() => ended = "well", (error) => ended = error);
        await until(`the copy of ${table} ends`, () => ended !== undefined, 30);
        const problem = `cannot write ${scratch}/${table}.csv: ${reason}`;
        await assert.rejects(Promise.reject(ended), { code: "CANNOT_WRITE", message: problem });
        await Deno.remove(scratch, { recursive: true });
      }
    }
  },
});

Deno.test("kill -9 of an export leaves the former one whole, and the next one gives the same bytes", async () => {
  const before = await hashesOf(out);
  // While it reads the topics, sells again, and writes files.
  for (const trace of ["topics", "shop", "result/orders"]) {
    // What it must be killed with is there for a moment only, and a busy machine may look past it.
    let rounds = 0;
    while (!await isKilledWith(trace)) {
      assert.ok(++rounds < 20, `${rounds} exports went by without being killed with ${trace}`);
      assert.deepEqual(await hashesOf(out), before, `missed ${trace}`);
    }
    assert.deepEqual(await hashesOf(out), before, `killed with ${trace}`);
  }
  await exportTo(out);
  assert.deepEqual(await hashesOf(out), before);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["export"]);
});

/** Exports and kills it with a file of its work; false when the file was gone again, or the export at its end. */
async function isKilledWith(trace: string): Promise<boolean> {
  const file = `${out}.new/${trace}`;
  assert.ok(!exists(file), `${file} is left of the former export`);
  const id = crypto.randomUUID();
  const run = startTask("export", ["--out", out], { TINDAHAN_TEST: id });
  let over = false;
  const end = () => over = true;
  run.ended.then(end, end);
  await until(`${trace} is there`, () => over || exists(file));
  const victims = processesOf("tasks/export.ts", `TINDAHAN_TEST=${id}`);
  for (const pid of victims) kill(pid);
  const { code, printed } = await run.ended;
  // Nobody takes away what a killed export leaves: if it is there now, it was there at the end.
  if (exists(file)) assert.notEqual(code, 0, printed);
  else if (victims.length === 0) assert.equal(code, 0, printed);
  return exists(file);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("export --format arrow gives files that apache-arrow reads back, with the rows of the Parquet files", async () => {
  const { manifest } = await exportTo(`${folder}/arrow`, "--format", "arrow");
  const names = await filesIn(`${folder}/arrow`);
  assert.deepEqual(names.filter((name) => !name.endsWith(".arrow")), [MANIFEST_FILE]);
  for (const table of EXPORT_TABLES) {
    const path = parquetFile(table);
    const arrow = tableFromIPC(await Deno.readFile(`${folder}/arrow/${path.replace(/parquet$/, "arrow")}`));
    const { buffer } = await Deno.readFile(`${out}/${path}`);
    const parquet = await parquetReadObjects({ file: buffer, compressors });
    assert.equal(arrow.numRows, manifest.tables[table]?.rows, table);
    const [key] = Object.keys(parquet[0] ?? {});
    assert.ok(key !== undefined, `${table} has columns`);
    assert.deepEqual([...arrow.getChild(key)!].map(String), parquet.map((row) => String(row[key])), table);
  }
  const nested = names.filter((name) => name.startsWith("orders/"))
    .map((name) => tableFromIPC(Deno.readFileSync(`${folder}/arrow/${name}`)));
  assert.equal(nested.reduce((sum, { numRows }) => sum + numRows, 0), ORDERS);
});

Deno.test("reconcile names a value that PostgreSQL alone has, writes it down, and ends with 1", async () => {
  const spoil = (change: string) =>
    inDatabase((client) =>
      client.query(`UPDATE order_info SET order_total = order_total ${change}
        WHERE order_id = (SELECT min(order_id) FROM order_info)`)
    );
  await spoil("+ 0.01");
  try {
    const { code, printed } = await runTask("reconcile", ["--out", `${folder}/differences`], {});
    assert.equal(code, 1, printed);
    assert.match(printed, /PostgreSQL +value +order_info +\d+ +order_total +\d+\.\d\d +\d+\.\d\d/);
    assert.match(printed, /\[CHECK_FAILED\]/);
    const { buffer } = await Deno.readFile(`${folder}/differences/differences.parquet`);
    const rows = await parquetReadObjects({ file: buffer, compressors });
    assert.ok(rows.some(({ kind, column_name }) => kind === "value" && column_name === "order_total"));
  } finally {
    await spoil("- 0.01");
  }
});

Deno.test("an export ends while the pipeline goes on writing, and agrees", async () => {
  const run = startTask("pipeline", [...WORLD, "--live-rate", "100", "--think-time", "none"], {});
  let over = false;
  const end = () => over = true;
  run.ended.then(end, end);
  try {
    await until("new orders are stored", async () => over || await storedOrders() > ORDERS);
    const { manifest } = await exportTo(out);
    assert.equal(over, false, `the pipeline went on meanwhile:\n${run.printed()}`);
    const exported = manifest.tables["orders"]?.rows ?? 0;
    assert.ok(exported > ORDERS, `${exported} orders`);
    await until("more orders are stored than were exported", () => storedOrders().then((n) => n > exported));
  } finally {
    run.kill("SIGINT");
  }
  const { code, printed } = await run.ended;
  assert.equal(code, 0, printed);
  const { printed: after } = await exportTo(out);
  assert.doesNotMatch(after, /more are in flight/);
});

/** Orders in PostgreSQL, ended well or not. */
async function storedOrders(): Promise<number> {
  const { rows } = await inDatabase((client) =>
    client.query(
      "SELECT (SELECT count(*) FROM order_info) + (SELECT count(*) FROM failed_order_info) AS orders",
    )
  );
  return Number(rows[0].orders);
}

Deno.test("records that hold no order are named and counted, and nothing is lost for them", async () => {
  const before = await manifestOf(out);
  const ids = await registerOrderSchemas(registry);
  const garbage = [
    null,
    Buffer.from("no wire format"),
    withSchemaId(ids.finished_orders, Buffer.from('{"order_id": ')),
    withSchemaId(ids.finished_orders, Buffer.from('{"order_id": 1}')),
    withSchemaId(ids.paid_orders, Buffer.from("{}")),
  ];
  await produce(garbage.map((value, index) => ({ topic: "finished_orders", key: String(index), value })));
  const { manifest, printed } = await exportTo(out);
  assert.equal(manifest.leftOut, garbage.length);
  assert.deepEqual(manifest.tables, before.tables);
  for (const reason of ["NullValue", "NotWireFormat", "NotJson", "BreaksSchema", "OtherSchema"]) {
    assert.match(printed, new RegExp(`^left out finished_orders/\\d+ offset \\d+: .*\\[${reason}\\]$`, "m"));
  }
});

Deno.test("what cannot be exported ends in one line with its exit code, and leaves the former export", async () => {
  const before = await hashesOf(out);
  await Deno.writeTextFile(`${folder}/file`, "in the way");
  const unused = `127.0.0.1:${freePortBase()}`;
  const away = new URL(Deno.env.get("DATABASE_URL")!);
  away.host = unused;
  await refused(["--out", `${folder}/file/export`], {}, 1, /a file is in the way.*\[CANNOT_WRITE\]/);
  await refused(["--out", "/proc/export"], {}, 1, /permission denied.*\[CANNOT_WRITE\]/);
  await refused(["--out", folder], {}, 2, /holds files that are not of an export.*\[BAD_CALL\]/);
  await refused(["--out", out], { DATABASE_URL: away.href }, 1, new RegExp(`${unused}.*\\[UNREACHABLE\\]`));
  await refused(["--out", out], { KAFKA_BROKERS: unused }, 1, new RegExp(`${unused}.*\\[UNREACHABLE\\]`));

  await newWorld();
  await refused(["--out", out], {}, 1, /hold no order.*\[CHECK_FAILED\]/);
  await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: ["failed_orders"] }));
  await refused(["--out", out], {}, 1, /no topic failed_orders.*\[BAD_DATA\]/);
  await deleteTopics(kafka);
  await refused(["--out", out], {}, 1, /hold no world.*\[BAD_DATA\]/);
  assert.deepEqual(await hashesOf(out), before);
});

async function refused(
  args: string[],
  env: Record<string, string>,
  expected: number,
  message: RegExp,
): Promise<void> {
  const { code, printed } = await runTask("export", args, env);
  assert.equal(code, expected, printed);
  assert.match(printed, message);
  assert.doesNotMatch(printed, /^\s+at /m, "no stack trace");
  const problems = printed.trim().split("\n").filter((line) => /^error/.test(line));
  assert.equal(problems.length, 1, printed);
}
