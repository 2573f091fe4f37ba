/** A database of a test's own, on the PostgreSQL that the environment names; its owner is the one of that server. */
import pg from "pg";
import { required } from "../../lib/settings/addresses.ts";
import { type DatabaseAddress, databaseAddress, databaseAt } from "../../lib/settings/database_address.ts";

export const server = required(databaseAddress(Deno.env), "PostgreSQL", "DATABASE_URL");

/**
 * Runs work on a new, empty database, which is gone at the end.
 *
 * @param settings of the database, such as `datestyle = 'German'`
 */
export async function withNewDatabase(
  work: (address: DatabaseAddress) => Promise<void>,
  settings: readonly string[] = [],
): Promise<void> {
  const name = `test_${crypto.randomUUID().slice(0, 8)}`;
  await execute(server, `CREATE DATABASE ${name}`);
  try {
    for (const setting of settings) await execute(server, `ALTER DATABASE ${name} SET ${setting}`);
    await work(databaseAt(Object.assign(new URL(server.url), { pathname: `/${name}` }).href));
  } finally {
    await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** One statement as anybody's client would send it: none of our settings of a session. */
export async function execute(
  { url }: Pick<DatabaseAddress, "url">,
  statement: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(statement);
    return [result].flat().at(-1)!.rows;
  } finally {
    await client.end();
  }
}
