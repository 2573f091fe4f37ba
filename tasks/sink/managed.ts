/** The managed sink: somebody else's connectors store the rows, and this task refreshes the dashboard's figures. */
import { interruptible } from "../../lib/command_line/interrupt.ts";
import { count } from "../../lib/command_line/terminal.ts";
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { explainDatabaseError } from "../../sinks/postgres/database_errors.ts";
import { fillFailure, keepSalesFactsFilled } from "../../sinks/postgres/sales_facts.ts";
import { createTables } from "../../sinks/postgres/tables.ts";

/** Refreshes the dashboard's figures until Ctrl-C. */
export async function refreshFigures({ config }: { readonly config?: string }): Promise<void> {
  const environment = withLocalServers(Deno.env, config);
  const database = required(databaseAddress(environment), "PostgreSQL", "DATABASE_URL");
  using interrupt = interruptible();
  let orders = 0;
  await withDatabase(database, "sink", createTables);
  console.error("sink: other connectors store the rows; this task refreshes the dashboard's figures");
  await keepSalesFactsFilled({
    database,
    signal: interrupt.signal,
    onTrouble(error) {
      console.error(`sink: ${fillFailure(explainDatabaseError(error, database))}`);
    },
    onProgress(added) {
      orders += added;
    },
  });
  console.error(`sink: ${count(orders)} orders added to the dashboard's figures`);
}
