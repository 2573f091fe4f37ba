/** What is not ours in a database stays as it is, and what is ours is known. Each test has a database of its own. */
import assert from "node:assert/strict";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { createStaging, upsert } from "../../sinks/direct/upsert.ts";
import { requireDroppable } from "../../sinks/postgres/ownership.ts";
import { createTables, dropTables, rowCounts, SQL_FILES } from "../../sinks/postgres/tables.ts";
import { type DatabaseAddress, databaseAt } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { ensureReader, READER } from "../../superset/reader_role.ts";
import { produce, readAll } from "./exactly_once_harness.ts";
import { runTask } from "./pipeline_process.ts";
import { newTopics, rowRecords, sampleRows } from "./sink_harness.ts";
import { execute, server, withNewDatabase } from "./new_database.ts";

const refused = (pattern: RegExp, code = "BAD_CALL") => (error: unknown) => {
  assert.ok(error instanceof TindahanError, String(error));
  assert.equal(error.code, code);
  assert.match(`${error.message}; ${error.remedy}`, pattern);
  assert.ok(!error.message.includes("\n"), "one line");
  return true;
};
const inTables = <Result>(address: DatabaseAddress, work: Parameters<typeof withDatabase<Result>>[2]) =>
  withDatabase(address, "test", work);

/** Everything in a schema, with its definition: equal where nothing was changed. */
async function inventory(address: DatabaseAddress): Promise<string> {
  return JSON.stringify(
    await execute(
      address,
      `SELECT c.relname, c.relkind, obj_description(c.oid), pg_get_viewdef(c.oid) AS view,
         (SELECT json_agg(a.attname || ' ' || a.atttypid::regtype ORDER BY attnum) FROM pg_attribute AS a
          WHERE a.attrelid = c.oid AND attnum > 0) AS columns
       FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    ),
  );
}

/** What somebody may have under one of our names, and what the refusal says of it. */
const STRANGERS: [string, RegExp][] = [
  [
    "CREATE TABLE order_info (id serial, note text); INSERT INTO order_info (note) VALUES ('mine')",
    /public\.order_info.*the table was not made.*TINDAHAN_SCHEMA.*DATABASE_URL/,
  ],
  ["CREATE TABLE sink_offsets (topic text)", /public\.sink_offsets.*the table/],
  ["CREATE TABLE item_facts (a text)", /public\.item_facts.*the table/],
  ["CREATE VIEW order_outcomes AS SELECT 1 AS mine", /public\.order_outcomes.*the view/],
  [
    "CREATE MATERIALIZED VIEW customer_info AS SELECT 1 AS mine",
    /public\.customer_info.*the materialized view/,
  ],
  ["CREATE TABLE item_info (id integer) PARTITION BY RANGE (id)", /public\.item_info.*the partitioned table/],
  ["CREATE TYPE sku_info AS ENUM ('mine')", /public\.sku_info.*the type/],
  ["CREATE SEQUENCE pair_facts", /public\.pair_facts.*the sequence/],
  [
    "CREATE TABLE visits (at timestamp); CREATE INDEX order_info_order_date ON visits (at)",
    /public\.order_info_order_date.*the index is one on visits/,
  ],
];

for (const [statement, message] of STRANGERS) {
  Deno.test(`neither creating nor dropping the tables touches what somebody made: ${statement}`, async () => {
    await withNewDatabase(async (address) => {
      await execute(address, statement);
      const before = await inventory(address);
      await assert.rejects(inTables(address, createTables), refused(message));
      await assert.rejects(inTables(address, requireDroppable), refused(message));
      await assert.rejects(inTables(address, dropTables), refused(message));
      assert.equal(await inventory(address), before);
    });
  });
}

/** What somebody may make that depends on our tables, and what the refusal of a drop says of it. */
const DEPENDENTS: [string, RegExp][] = [
  ["CREATE VIEW my_view AS SELECT * FROM order_info", /view my_view.*drop it first/],
  ["CREATE MATERIALIZED VIEW my_sums AS SELECT count(*) FROM order_outcomes", /materialized view my_sums/],
  [
    "CREATE TABLE my_notes (order_id integer REFERENCES order_info, note text)",
    /constraint .* on table my_notes/,
  ],
  ["CREATE TABLE my_copy (o order_info)", /column o of table my_copy/],
  ["CREATE TABLE my_child () INHERITS (item_info)", /table my_child/],
  ["CREATE INDEX my_index ON order_info (order_status)", /index my_index/],
  ["ALTER TABLE customer_info ADD my_segment text", /column my_segment/],
  ["CREATE PUBLICATION my_publication FOR TABLE order_info", /my_publication/],
  ["CREATE POLICY my_policy ON order_info USING (true)", /my_policy/],
  [
    "CREATE FUNCTION my_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; " +
    "CREATE TRIGGER my_trigger BEFORE INSERT ON order_info FOR EACH ROW EXECUTE FUNCTION my_trigger()",
    /trigger my_trigger/,
  ],
];

for (const [statement, message] of DEPENDENTS) {
  Deno.test(`the tables work on, and are not dropped, while something depends on them: ${statement}`, async () => {
    await withNewDatabase(async (address) => {
      await inTables(address, createTables);
      await execute(address, statement);
      await inTables(address, createTables);
      const before = await inventory(address);
      await assert.rejects(inTables(address, requireDroppable), refused(message));
      await assert.rejects(inTables(address, dropTables), refused(message));
      assert.equal(await inventory(address), before);
    });
  });
}

Deno.test("pipeline refuses a table of somebody's in one line, and neither changes it nor deletes a topic", async () => {
  await withNewDatabase(async (address) => {
    await execute(
      address,
      "CREATE TABLE order_info (id serial, note text); INSERT INTO order_info (note) VALUES ('mine')",
    );
    await produce(rowRecords(sampleRows(1, 3), await newTopics()));
    const before = await inventory(address), records = await readAll("order_info");
    for (const way of [["--fresh"], []]) {
      const args = ["--no-live", "--orders", "10", "--sink", "direct", ...way];
      const { code, printed } = await runTask("pipeline", args, { DATABASE_URL: address.url });
      assert.equal(code, 2, printed);
      const [line, ...more] = printed.split("\n").filter((text) => text.startsWith("error "));
      assert.deepEqual(more, [], printed);
      assert.match(
        line!,
        /public\.order_info.*not made by this project.*TINDAHAN_SCHEMA.*DATABASE_URL.*\[BAD_CALL\]/,
      );
      assert.doesNotMatch(printed, /^ +at /m, "no stack");
    }
    assert.equal(await inventory(address), before);
    assert.deepEqual(await execute(address, "SELECT note FROM order_info"), [{ note: "mine" }]);
    assert.equal((await readAll("order_info")).length, records.length);
  });
});

Deno.test("pipeline --fresh is refused for a view upon our tables before it deletes anything", async () => {
  await withNewDatabase(async (address) => {
    await inTables(address, createTables);
    await execute(
      address,
      "INSERT INTO order_info (order_id) VALUES (1); CREATE VIEW my_view AS SELECT order_id FROM order_info",
    );
    await produce(rowRecords(sampleRows(1, 3), await newTopics()));
    const records = await readAll("order_info");
    const args = ["--fresh", "--no-live", "--orders", "10", "--sink", "direct"];
    const { code, printed } = await runTask("pipeline", args, { DATABASE_URL: address.url });
    assert.equal(code, 2, printed);
    assert.match(printed, /^error .*view my_view.*public\.order_info.*\[BAD_CALL\]$/m);
    assert.deepEqual(await execute(address, "SELECT * FROM my_view"), [{ order_id: 1 }]);
    assert.equal((await readAll("order_info")).length, records.length);
  });
});

Deno.test("our own tables are dropped and made again, strangers' tables beside them stay", async () => {
  await withNewDatabase(async (address) => {
    await execute(address, "CREATE TABLE my_table (note text)");
    await inTables(address, async (client) => {
      await createTables(client);
      await requireDroppable(client);
      await dropTables(client);
      await dropTables(client);
    });
    const left = await execute(
      address,
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    );
    assert.deepEqual(left, [{ relname: "my_table" }]);
  });
});

Deno.test("a world from before the mark is adopted, with its rows", async () => {
  await withNewDatabase(async (address) => {
    const former = SQL_FILES.map((text) => text.replaceAll(" Made by Tindahan.';", "';")).join(";\n")
      .replace("stored and lack nothing, for dashboards", "stored, for dashboards");
    await execute(address, `SET tindahan.schema = public; ${former}`);
    await execute(address, "INSERT INTO order_info (order_id) VALUES (1)");
    await execute(
      address,
      `CREATE MATERIALIZED VIEW order_sales AS SELECT * FROM order_info;
       COMMENT ON MATERIALIZED VIEW order_sales IS
         'Delivered orders with customer, cost and profit, as of the last refresh.'`,
    );
    await inTables(address, async (client) => {
      await createTables(client);
      assert.equal((await rowCounts(client)).order_info, 1);
      await dropTables(client);
    });
    assert.deepEqual(
      await execute(address, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
      [],
    );
  });
});

Deno.test("a table of ours that lacks a column, or has another type, is refused by name until it is made anew", async () => {
  await withNewDatabase(async (address) => {
    for (
      const [change, message] of [
        ["ALTER TABLE item_info DROP CONSTRAINT item_info_pkey", /public\.item_info.*no primary key/],
        ["ALTER TABLE order_info DROP COLUMN eta", /public\.order_info.*no column eta/],
        [
          "ALTER TABLE order_info ALTER order_total TYPE double precision",
          /order_total is of type double precision/,
        ],
      ] as const
    ) {
      await inTables(address, createTables);
      await execute(address, change);
      await assert.rejects(inTables(address, createTables), refused(message));
      await inTables(address, dropTables);
    }
  });
});

Deno.test("tables of another role are refused before anything is deleted", async () => {
  await withNewDatabase(async (address) => {
    const role = `test_${crypto.randomUUID().slice(0, 8)}`;
    await inTables(address, createTables);
    await execute(server, `CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    try {
      const other = Object.assign(new URL(address.url), { username: role, password: "x" });
      await assert.rejects(
        inTables(databaseAt(other.href), requireDroppable),
        refused(/customer_info belongs to the role 'tindahan'/, "ACCESS_DENIED"),
      );
    } finally {
      await execute(server, `DROP ROLE ${role}`);
    }
  });
});

Deno.test("the direct sink's side tables are its own, whatever table has their name", async () => {
  await withNewDatabase(async (address) => {
    await execute(
      address,
      "CREATE TABLE staging_customer_info (note text); CREATE TABLE new_orders (note text)",
    );
    await inTables(address, async (client) => {
      await createTables(client);
      // A column that somebody added and that must not be null would be one of the side table too.
      await client.query("ALTER TABLE customer_info ADD my_segment text NOT NULL DEFAULT 'none'");
      await createStaging(client);
      await client.query("BEGIN");
      await upsert(client, "customer_info", new Map([[1, { customer_id: 1, customer_name: "Juan" }]]));
      await client.query("COMMIT");
      assert.equal((await rowCounts(client)).customer_info, 1);
    });
    const rows = await execute(address, "SELECT count(*)::integer AS rows FROM staging_customer_info");
    assert.deepEqual(rows, [{ rows: 0 }]);
  });
});

Deno.test("somebody's role of the dashboard's name gets neither a new password nor a right", async () => {
  await withNewDatabase(async (address) => {
    const state = () =>
      execute(
        server,
        `SELECT rolpassword, rolcanlogin, rolvaliduntil FROM pg_authid WHERE rolname = '${READER}'`,
      );
    const [before] = await state();
    if (before !== undefined) await execute(server, `ALTER ROLE ${READER} RENAME TO ${READER}_aside`);
    try {
      await execute(
        server,
        `CREATE ROLE ${READER} LOGIN PASSWORD 'theirs'; COMMENT ON ROLE ${READER} IS 'BI team'`,
      );
      const theirs = await state();
      await inTables(address, async (client) => {
        await createTables(client);
        await assert.rejects(ensureReader(client, "ours"), refused(new RegExp(`role ${READER}.*not made`)));
        const { rows } = await client.query(
          `SELECT has_table_privilege('${READER}', 'order_info', 'SELECT') AS may`,
        );
        assert.deepEqual(rows, [{ may: false }]);
      });
      assert.deepEqual(await state(), theirs);
    } finally {
      await execute(server, `DROP ROLE ${READER}`);
      if (before !== undefined) await execute(server, `ALTER ROLE ${READER}_aside RENAME TO ${READER}`);
    }
  });
});
