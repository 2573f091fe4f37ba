/** PostgreSQL named by variables and a password file, as psql takes them, on a real server. */
import assert from "node:assert/strict";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { server } from "./new_database.ts";
import { runTask } from "./pipeline_process.ts";

const NAMED = {
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: server.user,
  PGDATABASE: server.database,
};

/** Who the server says we are. */
async function whoAmI(variables: Readonly<Record<string, string>>): Promise<string> {
  const address = databaseAddress({ get: (name) => variables[name] })!;
  return await withDatabase(address, "test", async (client) => {
    const { rows } = await client.query("SELECT current_user || '@' || current_database() AS name");
    return rows[0].name;
  });
}

const refused = (code: string, pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof TindahanError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, pattern);
  return true;
};

Deno.test("PG… variables and a password file reach the server", async () => {
  const home = await Deno.makeTempDir({ prefix: "tindahan-address-" });
  const me = `${server.user}@${server.database}`;
  try {
    const file = `${home}/.pgpass`;
    await Deno.writeTextFile(file, `${server.host}:*:*:${server.user}:${server.password}\n`, { mode: 0o600 });
    assert.equal(await whoAmI({ ...NAMED, PGPASSFILE: file }), me);
    assert.equal(await whoAmI({ ...NAMED, HOME: home }), me);
    assert.equal(
      await whoAmI({ DATABASE_URL: "postgres:///", ...NAMED, HOME: home, PGSSLMODE: "prefer" }),
      me,
    );
    await Deno.chmod(file, 0o644);
    await assert.rejects(
      whoAmI({ ...NAMED, HOME: home }),
      refused("ACCESS_DENIED", /none is given \(others may read .*\.pgpass/),
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("PGHOST with an IPv6 address never reaches another server", async () => {
  // Ours listens on 127.0.0.1 alone.
  await assert.rejects(
    whoAmI({ ...NAMED, PGHOST: "::1", PGPASSWORD: server.password! }),
    refused("UNREACHABLE", /^PostgreSQL at \[::1\]:\d+ does not answer/),
  );
});

Deno.test("a task refuses by name what it cannot follow, before it starts a server", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-address-" });
  try {
    const env = { DATABASE_URL: "", PGSERVICE: "shop", TINDAHAN_DATA: `${folder}/data` };
    for (const [task, ...args] of [["pipeline", "--no-live"], ["stack", "up"], ["sink"]]) {
      const { code, printed } = await runTask(task!, args, env);
      assert.equal(code, 2, printed);
      assert.match(
        printed,
        /error the environment sets PGSERVICE=shop, .*; unset PGSERVICE, .* \[BAD_CALL\]\n$/,
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
