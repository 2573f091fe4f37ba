/** The sink by Kafka Connect: connectors that run on by themselves. */
import { interruptible } from "../../lib/command_line/interrupt.ts";
import { required } from "../../lib/settings/addresses.ts";
import { connectAddress } from "../../lib/settings/http_addresses.ts";
import { withoutPassword } from "../../lib/settings/without_password.ts";
import { withKafka } from "../../kafka/client/client.ts";
import { ensureTopics } from "../../kafka/topics/topics.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { startConnectSink } from "../../sinks/connect/connect_sink.ts";
import { connectorName } from "../../sinks/connect/connector_config.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { createTables } from "../../sinks/postgres/tables.ts";
import { sinkServers } from "./servers.ts";

/** Sets the connectors up and returns when they run. */
export async function setUpConnectors({ config }: { readonly config?: string }): Promise<void> {
  const { environment, kafka, registry, database } = sinkServers(config);
  const connect = required(connectAddress(environment), "Kafka Connect", "CONNECT_URL");
  using interrupt = interruptible(
    "interrupted; connectors that were set up run on, and the same command sets up the others",
  );
  await withDatabase(database, "sink", createTables);
  await withKafka(kafka, "sink", (client) => ensureTopics(client, interrupt.signal));
  await startConnectSink(connect, { database, registry }, interrupt.signal);
  console.error(
    `sink: ${ROW_TABLES.length} connectors run in Kafka Connect at ${withoutPassword(connect.url)}`,
  );
  for (const table of ROW_TABLES) console.error(`  ${connectorName(table)}`);
  console.error("sink: 'deno task sink --to managed' refreshes the dashboard's figures while they run");
}
