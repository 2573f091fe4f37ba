/** Whatever a server, a database or a role sets by default, our sessions read and write the same. */
import assert from "node:assert/strict";
import { databaseAt } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { createStaging, upsert } from "../../sinks/direct/upsert.ts";
import { connectDatabase, withDatabase } from "../../sinks/postgres/database.ts";
import { fillSalesFacts } from "../../sinks/postgres/sales_facts.ts";
import { createTables, dropTables } from "../../sinks/postgres/tables.ts";
import { loadDatabase, POSTGRES } from "../../reconcile/database_tables.ts";
import { withDuck } from "../../sinks/export/duckdb.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { type LooseRow, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { sampleRows } from "./sink_harness.ts";
import { execute, server, withNewDatabase } from "./new_database.ts";

/** What an administrator may have set, each of which once changed a text, a meaning or a right. */
const DEFAULTS = [
  "datestyle = 'German'",
  "intervalstyle = 'iso_8601'",
  "timezone = 'America/Caracas'",
  "extra_float_digits = -15",
  "client_encoding = 'LATIN1'",
  "bytea_output = 'escape'",
  "search_path = '$user'",
  "default_transaction_isolation = 'serializable'",
  "statement_timeout = '20ms'",
  "lock_timeout = '1ms'",
  "idle_in_transaction_session_timeout = '20ms'",
  "row_security = off",
];

Deno.test("rows are stored, counted and read back the same under any defaults of the database", async () => {
  const rows = sampleRows(1, 200);
  const read = async (settings: readonly string[]) => {
    let tables: unknown;
    await withNewDatabase(async (address) => {
      const scratch = await Deno.makeTempDir({ prefix: "tindahan-session-" });
      try {
        await withDatabase(address, "test", async (client) => {
          await createTables(client);
          await createStaging(client);
          await client.query("BEGIN");
          for (const table of ROW_TABLES) {
            const own = rows.filter(({ topic }) => topic === table).map(({ row }): LooseRow => ({ ...row }));
            await upsert(client, table, new Map(own.map((row) => [row[PRIMARY_KEYS[table]], row])));
          }
          await client.query("COMMIT");
          assert.ok(await fillSalesFacts(client) > 0);
          await withDuck(scratch, async (duck) => {
            await loadDatabase(duck, client, scratch);
            tables = await Promise.all(
              ["order_info", "item_info", "customer_info"].map((table) =>
                duck.rows(`SELECT t::VARCHAR AS row FROM ${POSTGRES}.${table} AS t ORDER BY 1`)
              ),
            );
          });
          await dropTables(client);
        });
      } finally {
        await Deno.remove(scratch, { recursive: true });
      }
    }, settings);
    return tables;
  };
  assert.deepEqual(await read(DEFAULTS), await read([]));
});

Deno.test("a client's own PGOPTIONS are followed where they do not change what our SQL means", async () => {
  const options = "-c datestyle=German -c work_mem=7MB";
  await using client = await connectDatabase({ ...server, options }, "test");
  const { rows } = await client.query(
    "SELECT current_setting('datestyle') AS dates, current_setting('work_mem') AS memory",
  );
  assert.deepEqual(rows, [{ dates: "ISO, YMD", memory: "7MB" }]);
});

Deno.test("a policy that hides rows is an error, not a smaller table", async () => {
  await withNewDatabase(async (address) => {
    await withDatabase(address, "test", createTables);
    const role = `test_${crypto.randomUUID().slice(0, 8)}`;
    await execute(
      address,
      `CREATE ROLE ${role} LOGIN PASSWORD 'x';
       GRANT SELECT ON order_info TO ${role};
       ALTER TABLE order_info ENABLE ROW LEVEL SECURITY`,
    );
    try {
      const url = Object.assign(new URL(address.url), { username: role, password: "x" }).href;
      await assert.rejects(
        withDatabase(databaseAt(url), "test", (client) => client.query("SELECT count(*) FROM order_info")),
        (error) => error instanceof TindahanError && /row-level security/.test(error.message),
      );
    } finally {
      await execute(address, `REVOKE ALL ON order_info FROM ${role}; DROP ROLE ${role}`);
    }
  });
});

Deno.test("a session sees the time-outs and the path that it was given, and no other", async () => {
  await withNewDatabase(async (address) => {
    await withDatabase({ ...address, schema: "My Shop" }, "test", async (client) => {
      const { rows: [row] } = await client.query(
        `SELECT
           current_setting('search_path') AS path,
           current_setting('statement_timeout') AS statement,
           current_setting('client_encoding') AS encoding`,
      );
      assert.deepEqual(row, { path: '"My Shop", pg_temp', statement: "0", encoding: "UTF8" });
    });
  }, DEFAULTS);
});
