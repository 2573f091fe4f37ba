/** Makes the database ready for the dashboard: tables, a role that reads them, and filled figures. */
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { fillSalesFacts } from "../../sinks/postgres/sales_facts.ts";
import { requireOwnObjects } from "../../sinks/postgres/ownership.ts";
import { createTables, rowCounts } from "../../sinks/postgres/tables.ts";
import { placeOf } from "../../superset/place.ts";
import { ensureReader } from "../../superset/reader_role.ts";
import { type Secrets, secretsOf } from "../../superset/secrets.ts";

/** Makes the tables of a database ready, and says so where they are empty. */
export async function prepareTables(database: DatabaseAddress, { readerPassword }: Secrets): Promise<void> {
  await withDatabase(database, "superset", async (client) => {
    // Before a role is made for tables that cannot be.
    await requireOwnObjects(client);
    await ensureReader(client, readerPassword);
    await createTables(client);
    await fillSalesFacts(client);
    const { order_info } = await rowCounts(client);
    if (order_info === 0) {
      console.error("the tables are empty: fill them with 'deno task pipeline --no-live'");
    }
  });
}

/** Makes tables and role ready for a Superset elsewhere. @returns the role's password */
export async function prepareReader(database: DatabaseAddress): Promise<string> {
  const place = placeOf(Deno.env);
  await Deno.mkdir(place.home, { recursive: true, mode: 0o700 });
  const secrets = await secretsOf(Deno.env, place);
  await prepareTables(database, secrets);
  return secrets.readerPassword;
}
