/** The export's files and the reconciliation's verdicts, on sample orders. Needs DuckDB, but no server. */
import assert from "node:assert/strict";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type Duck, withDuck } from "../../sinks/export/duckdb.ts";
import type { EndedOrder } from "../../sinks/export/order_batch.ts";
import { makeOrderTables } from "../../sinks/export/order_tables.ts";
import { filesIn } from "../../sinks/export/files_in.ts";
import { parquetFile, writeParquetFiles } from "../../sinks/export/parquet_files.ts";
import { STAGED_FILES, stageOrders } from "../../sinks/export/staged_orders.ts";
import { TOPICS } from "../../sinks/export/topic_snapshot.ts";
import { compareTables, createDifferences, DIFFERENCES } from "../../reconcile/differences.ts";
import { checkInvariants } from "../../reconcile/invariants.ts";
import { sampleEndedOrder } from "../ended_orders.ts";

const OTHER = "postgres";
const ORDERS = Array.from({ length: 200 }, (_, index) => sampleEndedOrder(index + 1));

/** Runs work with the orders in the schemas `topics` and `postgres`, in a folder that is gone afterwards. */
async function withTables(
  orders: readonly EndedOrder[],
  work: (duck: Duck, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-export-" });
  try {
    await Deno.mkdir(`${folder}/staging`);
    const staged = stageOrders(`${folder}/staging`);
    await staged.add(orders);
    assert.equal(await staged.end(), orders.length);
    await withDuck(folder, async (duck) => {
      for (const schema of [TOPICS, OTHER]) {
        await makeOrderTables(duck, schema, `${folder}/staging/${STAGED_FILES}`);
      }
      await createDifferences(duck);
      await work(duck, folder);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The differences as short texts. */
async function found(duck: Duck): Promise<string[]> {
  const rows = await duck.rows(`SELECT * FROM ${DIFFERENCES} ORDER BY ALL`);
  return rows.map(({ kind, table_name, key, column_name, topic_value, other_value }) =>
    `${kind} ${table_name} ${key} ${column_name} ${topic_value} ${other_value}`
  );
}

async function read(path: string): Promise<Record<string, unknown>[]> {
  const { buffer } = await Deno.readFile(path);
  return await parquetReadObjects({ file: buffer, compressors });
}

Deno.test("a reader of another make finds in the files what the orders held", () =>
  withTables(ORDERS, async (duck, folder) => {
    await Deno.mkdir(`${folder}/out`);
    await writeParquetFiles(duck, TOPICS, `${folder}/out`);
    const finished = ORDERS.filter(({ shipping_info }) => shipping_info.order_status === "Delivered");
    const rows = await read(`${folder}/out/${parquetFile("order_info")}`);
    assert.equal(rows.length, finished.length);
    for (const [index, order] of finished.entries()) {
      const row = rows[index]!;
      assert.equal(row["order_id"], order.order_id);
      assert.equal(Number(row["order_total"]).toFixed(2), order.order_total.toFixed(2));
      assert.deepEqual(row["order_date"], new Date(`${order.order_date}Z`));
      assert.deepEqual(row["finished_date"], new Date(`${order.shipping_info.finished_date}Z`));
      assert.equal(row["payment_method"], order.payment_info.payment_method);
    }
    const items = await read(`${folder}/out/${parquetFile("item_info")}`);
    assert.deepEqual(
      items.map(({ item_id }) => item_id),
      finished.flatMap(({ order_id, item_info }) => item_info.map(({ sku }) => `${order_id}-${sku}`)),
    );
    const nested = (await filesIn(`${folder}/out/orders`)).map((name) => `${folder}/out/orders/${name}`);
    assert.ok(nested.some((name) => name.includes("status=Delivered/month=2026-01/")));
    const all = (await Promise.all(nested.map(read))).flat();
    const failed = ORDERS.find(({ shipping_info }) => shipping_info.order_status === "Timed Out")!;
    const same = all.find(({ order_id }) => order_id === failed.order_id)!;
    assert.deepEqual(same["payment_info"], failed.payment_info);
    assert.equal((same["item_info"] as unknown[]).length, failed.item_variety);
    assert.equal(all.length, ORDERS.length);
  }));

Deno.test("the same orders give the same bytes, in whatever order they were read", async () => {
  const written: Record<string, string>[] = [];
  for (const orders of [ORDERS, ORDERS.toReversed()]) {
    await withTables(orders, async (duck, folder) => {
      await Deno.mkdir(`${folder}/out`);
      await writeParquetFiles(duck, TOPICS, `${folder}/out`);
      const hashes: Record<string, string> = {};
      for (const name of await filesIn(`${folder}/out`)) {
        const bytes = await Deno.readFile(`${folder}/out/${name}`);
        hashes[name] = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      }
      written.push(hashes);
    });
  }
  assert.deepEqual(written[0], written[1]);
});

Deno.test("equal tables have no difference", () =>
  withTables(ORDERS, async (duck) => {
    await compareTables(duck, OTHER);
    assert.deepEqual(await found(duck), []);
  }));

const FIRST = ORDERS.find(({ shipping_info }) => shipping_info.order_status === "Delivered")!;
const ID = FIRST.order_id;

const PLANTED: readonly (readonly [string, string, RegExp])[] = [
  [
    "a missing row",
    `DELETE FROM order_info WHERE order_id = ${ID}`,
    new RegExp(`^missing order_info ${ID} `),
  ],
  [
    "an extra row",
    `INSERT INTO order_info SELECT * REPLACE (9999 AS order_id) FROM order_info WHERE order_id = ${ID}`,
    /^extra order_info 9999 /,
  ],
  [
    "a changed centavo",
    `UPDATE order_info SET order_total = order_total + 0.01 WHERE order_id = ${ID}`,
    new RegExp(`^value order_info ${ID} order_total ${FIRST.order_total.toFixed(2)} `),
  ],
  [
    "a shifted timestamp",
    `UPDATE order_info SET shipped_date = shipped_date + INTERVAL 8 HOURS WHERE order_id = ${ID}`,
    new RegExp(`^value order_info ${ID} shipped_date `),
  ],
  [
    "a wrong null",
    `UPDATE order_info SET eta = NULL WHERE order_id = ${ID}`,
    new RegExp(`^value order_info ${ID} eta .* null$`),
  ],
  [
    "a duplicate",
    `INSERT INTO customer_info SELECT * FROM customer_info WHERE customer_id = 5`,
    /^duplicate customer_info 5 customer_id 1 2$/,
  ],
  [
    "a changed sum of a day",
    `DELETE FROM order_info WHERE order_id = ${ID}`,
    /^day order_info 2026-01-\d\d orders /,
  ],
];

for (const [what, sql, pattern] of PLANTED) {
  Deno.test(`${what} in PostgreSQL is found`, () =>
    withTables(ORDERS, async (duck) => {
      await duck.run(`USE memory.${OTHER}; ${sql}; USE memory.main;`);
      await compareTables(duck, OTHER);
      const differences = await found(duck);
      assert.ok(differences.some((line) => pattern.test(line)), differences.join("\n"));
    }));
}

Deno.test("an order that stands in the topics twice is found", () =>
  withTables([...ORDERS, FIRST], async (duck) => {
    await compareTables(duck, OTHER);
    assert.ok((await found(duck)).some((line) => line.startsWith(`duplicate order_info ${ID} `)));
  }));

Deno.test("orders whose dates fall or whose customer is missing break an invariant", () =>
  withTables(ORDERS, async (duck) => {
    await duck.run(`
      UPDATE ${OTHER}.order_info SET finished_date = order_date - INTERVAL 1 DAY WHERE order_id = ${ID};
      DELETE FROM ${OTHER}.customer_info WHERE customer_id = ${FIRST.customer_info.customer_id};`);
    await checkInvariants(duck, [OTHER]);
    const rules = (await found(duck)).filter((line) => line.includes(` ${ID} `)).join("\n");
    assert.match(rules, /finished_date >= order_date/);
    assert.match(rules, /customer_id of a row of customer_info/);
  }));
