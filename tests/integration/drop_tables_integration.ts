/** Dropping the tables while somebody reads them, on a real PostgreSQL. Empties the tables. */
import assert from "node:assert/strict";
import type { Client } from "pg";
import { connectDatabase } from "../../sinks/postgres/database.ts";
import { createTables, dropTables } from "../../sinks/postgres/tables.ts";
import { until } from "./exactly_once_harness.ts";
import { database, inDatabase } from "./sink_harness.ts";

/** Tables, and three connections to them. */
async function withTables(work: (a: Client, b: Client, c: Client) => Promise<void>): Promise<void> {
  await inDatabase(createTables);
  const connection = () => connectDatabase(database, "test");
  const clients = await Promise.all([connection(), connection(), connection()]);
  try {
    await work(...clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await inDatabase(createTables);
  }
}

/** Waits until so many connections wait for others' locks. */
function untilWaiting(client: Client, number: number): Promise<void> {
  return until(`${number} connections wait`, async () => {
    const { rows } = await client.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.length === number;
  });
}

Deno.test("tables are dropped while a dashboard reads them, without a deadlock", async () => {
  await withTables(async (gate, reader, dropper) => {
    // Were there a deadlock, the reader would be the one to fail.
    await dropper.query("SET deadlock_timeout = '60s'");
    await gate.query("BEGIN; LOCK failed_order_info");
    const reading = reader.query("SELECT count(*) FROM order_outcomes");
    await untilWaiting(gate, 1);
    const dropping = dropTables(dropper);
    await untilWaiting(gate, 2);
    await gate.query("COMMIT");
    await Promise.all([reading, dropping]);
  });
});

Deno.test("tables are dropped though a deadlock ends the first try", async () => {
  await withTables(async (looker, reader, dropper) => {
    await reader.query("SET deadlock_timeout = '60s'; BEGIN; SELECT FROM order_facts");
    // Looked for once, so long after the drop began to wait: the reader has closed the circle by then.
    await dropper.query("SET deadlock_timeout = '3s'");
    await Promise.all([
      dropTables(dropper),
      (async () => {
        await untilWaiting(looker, 1);
        await reader.query("SELECT FROM order_outcomes");
        await reader.query("COMMIT");
      })(),
    ]);
    const { rows } = await looker.query("SELECT to_regclass('order_facts') AS facts");
    assert.deepEqual(rows, [{ facts: null }]);
  });
});
