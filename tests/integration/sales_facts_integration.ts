/** The facts that dashboards read, and who fills them, on real servers. Empties topics, tables and connectors. */
import { databaseAt } from "../../lib/settings/database_address.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { SplicedRow } from "../../ksql/local_splice/splice.ts";
import { TindahanError } from "../../orders/errors.ts";
import { randomStream } from "../../orders/random.ts";
import { type LooseRow, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { connectDatabase } from "../../sinks/postgres/database.ts";
import { isInterruption } from "../../sinks/postgres/database_errors.ts";
import { fillSalesFacts, keepSalesFactsFilled } from "../../sinks/postgres/sales_facts.ts";
import { createTables, dropTables } from "../../sinks/postgres/tables.ts";
import { createStaging, upsert } from "../../sinks/direct/upsert.ts";
import { produce, startScript, until } from "./exactly_once_harness.ts";
import { runTask, startTask } from "./pipeline_process.ts";
import {
  database,
  distinctRows,
  inDatabase,
  newTables,
  newTopics,
  rowRecords,
  sampleRows,
  startDirectSink,
  untilStored,
} from "./sink_harness.ts";

/** What plain SQL says of the tables, by the columns of each kind of facts. */
const TRUTH = {
  order_facts: `
    SELECT
      o.order_date, o.customer_id, o.order_id,
      (SELECT sum(quantity) FROM item_info AS i WHERE i.order_id = o.order_id)::integer AS units,
      (extract(epoch FROM payment_date - order_date) / 3600)::real AS hours_to_pay,
      (extract(epoch FROM shipped_date - payment_date) / 3600)::real AS hours_to_ship,
      (extract(epoch FROM finished_date - shipped_date) / 3600)::real AS hours_to_deliver,
      express_shipping,
      finished_date - eta <= interval '1 day' AS on_time,
      o.order_date = (
        SELECT min(e.order_date) FROM order_info AS e WHERE e.customer_id = o.customer_id
      ) AS is_first_of_customer,
      1 < (SELECT count(*) FROM order_info AS e WHERE e.customer_id = o.customer_id) AS is_of_repeat_customer,
      o.order_total AS revenue,
      (SELECT sum(quantity * cost) FROM item_info JOIN sku_info USING (sku) WHERE order_id = o.order_id) AS cost,
      (SELECT CASE WHEN provincial_code = 'PH-00' THEN 'Metro Manila' ELSE lgu END FROM customer_info AS c
       WHERE c.customer_id = o.customer_id) AS province,
      o.payment_method
    FROM order_info AS o`,
  item_facts: `
    SELECT f.order_date, f.customer_id, i.order_id, sku, quantity, subtotal AS revenue, province, payment_method
    FROM item_info AS i JOIN order_facts AS f ON f.order_id = i.order_id`,
  pair_facts: `
    SELECT f.order_date, f.customer_id, a.order_id, a.sku, b.sku AS partner, province, payment_method
    FROM item_info AS a, item_info AS b, order_facts AS f
    WHERE a.order_id = b.order_id AND a.sku < b.sku AND f.order_id = a.order_id`,
} as const;

/** Asserts that the facts are what the tables say, neither more nor less nor twice. */
async function assertFacts(client: Client): Promise<void> {
  for (const [table, truth] of Object.entries(TRUTH)) {
    const { rows } = await client.query(
      `(SELECT 'too much', * FROM (TABLE ${table} EXCEPT ALL (${truth})) AS a LIMIT 3)
       UNION ALL (SELECT 'missing', * FROM ((${truth}) EXCEPT ALL TABLE ${table}) AS b LIMIT 3)`,
    );
    assert.deepEqual(rows, [], table);
  }
}

async function countOf(client: Client, table: string): Promise<number> {
  const { rows: [row] } = await client.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(row?.count);
}

/** Customers of one to three orders each, from two provinces. */
function shopRows(): SplicedRow[] {
  return [...sampleRows(1, 120), ...sampleRows(1001, 1080), ...sampleRows(2001, 2040)].map((spliced) => {
    if (spliced.topic !== "customer_info" || spliced.row.customer_id % 2 === 0) return spliced;
    return { ...spliced, row: { ...spliced.row, lgu: "Cebu", provincial_code: "PH-CEB" } };
  });
}

function shuffle<Value>(values: readonly Value[], seed: number): Value[] {
  const draws = randomStream(seed, "shuffle");
  return values.map((value) => ({ value, at: draws.next() })).sort((a, b) => a.at - b.at).map(({ value }) =>
    value
  );
}

/** Stores rows in one transaction, as the direct sink does. @param client after `createStaging` */
async function store(client: Client, rows: readonly SplicedRow[]): Promise<void> {
  await client.query("BEGIN");
  for (const table of ROW_TABLES) {
    const ofTable = rows.filter(({ topic }) => topic === table).map(({ row }): LooseRow => ({ ...row }));
    if (ofTable.length === 0) continue;
    await upsert(client, table, new Map(ofTable.map((row) => [row[PRIMARY_KEYS[table]], row])));
  }
  await client.query("COMMIT");
}

/** Empty tables, and connections to them. */
async function withTables(number: number, work: (clients: Client[]) => Promise<void>): Promise<void> {
  await inDatabase(async (client) => {
    await dropTables(client);
    await createTables(client);
  });
  const clients = await Promise.all(Array.from({ length: number }, () => connectDatabase(database, "test")));
  try {
    await work(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** The same connection, with a list of what is said on it. */
function listening(client: Client): { looking: Client; said: string[] } {
  const said: string[] = [];
  const query = (text: string, values?: unknown[]) => (said.push(text), client.query(text, values));
  return { looking: Object.create(client, { query: { value: query } }), said };
}

/** Makes every fill fail for a reason that no new connection mends, and counts the tries. */
const BREAK = `DROP SEQUENCE IF EXISTS tries CASCADE;
  CREATE SEQUENCE tries;
  ALTER TABLE order_facts ADD CONSTRAINT broken CHECK (nextval('tries') < 0) NOT VALID`;
const MEND = "ALTER TABLE order_facts DROP CONSTRAINT broken; DROP SEQUENCE tries";

function untilTried(client: Client, times: number): Promise<void> {
  return until(`${times} fills have been tried`, async () => {
    const { rows: [tries] } = await client.query("SELECT last_value, is_called FROM tries");
    return tries.is_called && Number(tries.last_value) >= times;
  });
}

const troublesIn = (said: string) => said.match(/^sink: the dashboard's figures stand still: .*$/gm) ?? [];

Deno.test("the facts are what the tables say, in whatever order rows come and by however many they are filled", async () => {
  const rows = shopRows();
  const orders = rows.filter(({ topic }) => topic === "order_info").length;
  await newTables();
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 2, max: 6 }), async (seed, batches) => {
      const shuffled = shuffle(rows, seed), size = Math.ceil(rows.length / batches);
      await withTables(3, async (clients) => {
        const [writer, one, other] = clients as [Client, Client, Client];
        const fillTwice = () => Promise.all([fillSalesFacts(one), fillSalesFacts(other)]);
        await createStaging(writer);
        const added: number[] = [];
        for (let from = 0; from < rows.length; from += size) {
          const storing = store(writer, shuffled.slice(from, from + size));
          added.push(...await fillTwice());
          await storing;
        }
        added.push(...await fillTwice());
        await assertFacts(one);
        assert.equal(await countOf(one, "order_facts"), orders);
        assert.equal(added.reduce((sum, number) => sum + number), orders);
      });
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

Deno.test("an order that lacks a field is left out and holds up no other one, until the field comes", async () => {
  const LACKS = [
    ["order_info", "order_id", "order_date", "customer_id", "order_total", "payment_method", "item_variety"],
    ["item_info", "item_id", "order_id", "sku", "quantity", "subtotal"],
    ["customer_info", "customer_id", "lgu"],
  ] as const;
  const rows = shopRows();
  for (const [table, key, ...fields] of LACKS) {
    for (const field of fields) {
      await withTables(1, async (clients) => {
        const [client] = clients as [Client];
        await createStaging(client);
        await store(client, rows);
        const { rows: [victim] } = await client.query(
          `SELECT ${table}.${key} AS key, ${table}.${field} AS value
           FROM order_info JOIN customer_info USING (customer_id) JOIN item_info USING (order_id)
           WHERE provincial_code <> 'PH-00' LIMIT 1`,
        );
        const set = (value: unknown) =>
          client.query(`UPDATE ${table} SET ${field} = $2 WHERE ${key} = $1`, [victim.key, value]);
        await set(null);
        const orders = await countOf(client, "order_info");
        const added = await fillSalesFacts(client);
        assert.ok(added < orders && added >= orders - 3, `${table}.${field}: ${added} of ${orders}`);
        // It costs a look each time, not an addition.
        const { looking, said } = listening(client);
        assert.equal(await fillSalesFacts(looking), 0);
        assert.doesNotMatch(said.join(), /ANALYZE (customer|order)_|VACUUM/);
        await set(victim.value);
        assert.equal(await fillSalesFacts(client), orders - added, `${table}.${field}`);
        await assertFacts(client);
      });
    }
  }
});

Deno.test("a fill that fails is told once, tried again, and explained to who asks for it", async () => {
  await withTables(1, async (clients) => {
    const [client] = clients as [Client];
    await createStaging(client);
    await store(client, shopRows());
    await client.query(BREAK);
    await assert.rejects(
      fillSalesFacts(client),
      (error) => error instanceof TindahanError && error.code === "BAD_DATA" && /broken/.test(error.message),
    );
    const stop = new AbortController(), troubles: unknown[] = [];
    const { signal } = stop;
    const often = { signal, onTrouble: (error: unknown) => troubles.push(error), pause: () => 20 };
    const filling = keepSalesFactsFilled({ ...often, database });
    await untilTried(client, 5);
    await client.query(MEND);
    await until("the facts are filled", async () => await countOf(client, "order_facts") > 0);
    const nowhere = keepSalesFactsFilled({ ...often, database: databaseAt("postgres://u@127.0.0.1:1/none") });
    await until("the second one is in trouble", () => troubles.length > 1);
    await delay(200);
    stop.abort();
    await Promise.all([filling, nowhere]);
    assert.deepEqual(troubles.map(isInterruption), [false, true]);
    await assertFacts(client);
  });
});

Deno.test("the direct sink stores rows while the facts cannot be filled, and says so once", async () => {
  const ids = await newTopics();
  await newTables();
  const rows = shopRows(), half = rows.length / 2;
  await inDatabase(async (client) => {
    await client.query(BREAK);
    await produce(rowRecords(rows.slice(0, half), ids));
    await using sink = startDirectSink();
    await untilTried(client, 2);
    await produce(rowRecords(rows.slice(half), ids));
    await untilStored(distinctRows(rows));
    sink.signal("SIGINT");
    const { code, said } = await sink.ended();
    assert.equal(code, 0, said);
    assert.equal(troublesIn(said).length, 1, said);
  });
});

Deno.test("sink --to managed fills the facts of rows that others store, and needs the database alone", async () => {
  await withTables(1, async (clients) => {
    const [client] = clients as [Client];
    await createStaging(client);
    await store(client, shopRows());
    await client.query(BREAK);
    const elsewhere = {
      KAFKA_BROKERS: "",
      SCHEMA_REGISTRY_URL: "",
      CONNECT_URL: "",
      TINDAHAN_DATA: "/nowhere",
    };
    await using sink = startScript("tasks/sink.ts", ["--to", "managed"], elsewhere);
    await untilTried(client, 2);
    await client.query(MEND);
    const orders = await countOf(client, "order_info");
    await until("the facts are filled", async () => await countOf(client, "order_facts") === orders);
    sink.signal("SIGTERM");
    const { code, said } = await sink.ended();
    assert.equal(code, 0, said);
    assert.equal(troublesIn(said).length, 1, said);
    assert.match(said, /^sink: other connectors store the rows; .*\n/);
    assert.match(said, new RegExp(`\\nsink: ${orders} orders .*\\n$`));
    await assertFacts(client);
  });
});

Deno.test("the pipeline stores all rows while the facts cannot be filled, and then fails with the reason", async () => {
  const world = ["--seed", "5", "--now", "2021-03-14T09:00:00", "--live-rate", "40"];
  const started = await runTask("pipeline", ["--fresh", ...world, "--orders", "1"], {});
  assert.equal(started.code, 0, started.printed);
  await inDatabase(async (client) => {
    await client.query(BREAK);
    const run = startTask("pipeline", [...world, "--orders", "800"], {});
    await run.printing(/^the dashboard's figures stand still: .*broken.*; trying again$/m);
    const { code, printed } = await run.ended;
    assert.equal(code, 1, printed);
    assert.match(printed, /^error .*broken.* \[BAD_DATA\]$/m);
    assert.equal(printed.match(/stand still/g)?.length, 1, printed);
    assert.equal(await countOf(client, "order_info") + await countOf(client, "failed_order_info"), 800);
    await client.query(MEND);
  });
});
