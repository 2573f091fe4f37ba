/** `deno task sink`: stores the row topics in PostgreSQL, by Kafka Connect or directly. */
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { configOption, instancesOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { interruptible } from "../lib/command_line/interrupt.ts";
import { connectAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { databaseAddress } from "../lib/settings/database_address.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { withoutPassword } from "../lib/settings/without_password.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";
import { count } from "../lib/command_line/terminal.ts";
import { choice } from "../lib/command_line/values.ts";
import { kafkaClient, withKafka } from "../kafka/client/client.ts";
import { explainKafkaError } from "../kafka/client/failures.ts";
import { runInstances } from "../kafka/group/instances.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { ensureTopics } from "../kafka/topics/topics.ts";
import { connectorName } from "../sinks/connect/connector_config.ts";
import { startConnectSink } from "../sinks/connect/connect_sink.ts";
import { withDatabase } from "../sinks/postgres/database.ts";
import { explainDatabaseError, isInterruption } from "../sinks/postgres/database_errors.ts";
import { DIRECT_SINK } from "../sinks/direct/direct_member.ts";
import { runDirectSink } from "../sinks/direct/direct_sink.ts";
import { fillFailure, keepSalesFactsFilled } from "../sinks/postgres/sales_facts.ts";
import { createTables } from "../sinks/postgres/tables.ts";
import { SINK_KINDS, type SinkKind } from "../sinks/sink_kinds.ts";
import { ROW_TABLES } from "../orders/rows.ts";

/** With `managed` somebody else stores the rows, and this task only refreshes the dashboard's figures. */
const ACTIONS: Readonly<Record<SinkKind, (options: Options) => Promise<void>>> = {
  connect: setUp,
  direct: serve,
  managed: keepUp,
};

interface Options {
  readonly to: SinkKind;
  readonly instances: number;
  readonly config?: string;
}

export const program = command("deno task sink", "Stores customers, orders and items in PostgreSQL.", [
  ["deno task sink", "sets up connectors in Kafka Connect, which run on without this task"],
  ["deno task sink --to direct", "stores the rows itself, without Kafka Connect, until Ctrl-C"],
  [
    "deno task sink --to managed",
    "refreshes the dashboard's figures while other connectors store rows, until Ctrl-C",
  ],
])
  .addOption(
    choice(
      "--to <way>",
      "who stores the rows: Kafka Connect, this task, or connectors that somebody else runs",
      SINK_KINDS,
    ).default("connect"),
  )
  .addOption(instancesOption("members of the direct sink's consumer group"))
  .addOption(configOption())
  .action((options: Options) => ACTIONS[options.to](options));

async function setUp({ config }: Options): Promise<void> {
  const { environment, address, registry, database } = servers(config);
  const connect = required(connectAddress(environment), "Kafka Connect", "CONNECT_URL");
  using interrupt = interruptible();
  await withDatabase(database, "sink", createTables);
  await withKafka(address, "sink", (kafka) => ensureTopics(kafka, interrupt.signal));
  await startConnectSink(connect, { database, registry }, interrupt.signal);
  console.error(
    `sink: ${ROW_TABLES.length} connectors run in Kafka Connect at ${withoutPassword(connect.url)}`,
  );
  for (const table of ROW_TABLES) console.error(`  ${connectorName(table)}`);
  console.error("sink: 'deno task sink --to managed' refreshes the dashboard's figures while they run");
}

async function serve({ instances, config }: Options): Promise<void> {
  const { address, registry, database } = servers(config);
  using interrupt = interruptible();
  const { signal } = interrupt;
  let records = 0;
  await withDatabase(database, "sink", createTables);
  await withKafka(address, "sink", (kafka) => ensureTopics(kafka, signal));
  console.error(`sink: ${instances === 1 ? "1 instance" : `${instances} instances`} of ${DIRECT_SINK}`);
  const explained = (error: unknown) => explainDatabaseError(explainKafkaError(error, address), database);
  const ended = new AbortController();
  const refreshing = keepSalesFactsFilled({
    database,
    signal: AbortSignal.any([signal, ended.signal]),
    onTrouble(error) {
      // The direct sink below reports a database that it cannot reach.
      if (!isInterruption(error)) console.error(`sink: ${fillFailure(explained(error))}`);
    },
  });
  try {
    await runInstances(instances, signal, (stop) =>
      runDirectSink({
        kafka: kafkaClient(address, DIRECT_SINK),
        registry: schemaRegistry(registry, stop),
        database,
        signal: stop,
        onProgress(stored) {
          records += stored;
        },
        onTrouble(error) {
          const reason = explained(error);
          console.error(`sink: ${reason instanceof Error ? reason.message : reason}; trying again`);
        },
      }));
    await refreshing;
  } catch (error) {
    throw explained(error);
  } finally {
    ended.abort();
  }
  console.error(`sink: ${count(records)} rows in`);
}

async function keepUp({ config }: Options): Promise<void> {
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

function servers(config: string | undefined) {
  const environment: Environment = withLocalServers(Deno.env, config);
  return {
    environment,
    address: required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS"),
    registry: required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
    database: required(databaseAddress(environment), "PostgreSQL", "DATABASE_URL"),
  };
}

if (import.meta.main) Deno.exit(await run(program));
