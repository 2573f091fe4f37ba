/** The dashboard as a ZIP: what its import by hand needs of PostgreSQL. No Superset takes part. */
import assert from "node:assert/strict";
import { required } from "../../lib/settings/addresses.ts";
import { databaseAddress, databaseAt } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { READER } from "../../superset/reader_role.ts";
import { runTask } from "./pipeline_process.ts";

const server = required(databaseAddress(Deno.env), "PostgreSQL", "DATABASE_URL");

/** Runs work on a database of its own. */
async function withNewDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const name = `bundle_${crypto.randomUUID().slice(0, 8)}`;
  await withDatabase(server, "test", (client) => client.query(`CREATE DATABASE ${name}`));
  try {
    await work(Object.assign(new URL(server.url), { pathname: `/${name}` }).href);
  } finally {
    await withDatabase(server, "test", (client) => client.query(`DROP DATABASE ${name}`));
  }
}

Deno.test("superset bundle makes tables and role ready, and says which password the import asks for", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-bundle-" });
  try {
    await withNewDatabase(async (url) => {
      const env = { DATABASE_URL: url, TINDAHAN_DATA: `${folder}/data` };
      const { code, printed } = await runTask("superset", ["bundle", `${folder}/dashboard.zip`], env);
      assert.equal(code, 0, printed);
      const [, path] = /password of tindahan_dashboard: it is in (\S+)/.exec(printed) ?? [];
      assert.ok(path, printed);
      const reader = new URL(url);
      reader.username = READER;
      reader.password = (await Deno.readTextFile(new URL(path, import.meta.resolve("../../")))).trim();
      await withDatabase(databaseAt(reader.href), "test", async (client) => {
        const { rows } = await client.query("SELECT count(*) AS orders FROM order_facts");
        assert.deepEqual(rows, [{ orders: "0" }]);
        await assert.rejects(client.query("DELETE FROM order_facts"));
      });
      assert.ok((await Deno.stat(`${folder}/dashboard.zip`)).size > 10_000);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("superset bundle refuses an address with a certificate of this machine", async () => {
  const env = {
    DATABASE_URL: `${server.url.replace(/\?.*/, "")}?sslmode=verify-full&sslrootcert=/etc/ca.crt`,
  };
  const { code, printed } = await runTask("superset", ["bundle", "never.zip"], env);
  assert.equal(code, 2);
  assert.match(printed, /sslrootcert=\/etc\/ca\.crt.*SUPERSET_DATABASE_URL/);
});
