/** The direct sink as a task: it stores the rows itself until Ctrl-C. */
import { interruptible, untilInterrupted } from "../../lib/command_line/interrupt.ts";
import { count } from "../../lib/command_line/terminal.ts";
import { kafkaClient, withKafka } from "../../kafka/client/client.ts";
import { explainKafkaError } from "../../kafka/client/failures.ts";
import { runInstances } from "../../kafka/group/instances.ts";
import { schemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { ensureTopics } from "../../kafka/topics/topics.ts";
import { DIRECT_SINK } from "../../sinks/direct/direct_member.ts";
import { runDirectSink } from "../../sinks/direct/direct_sink.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { explainDatabaseError, isInterruption } from "../../sinks/postgres/database_errors.ts";
import { fillFailure, keepSalesFactsFilled } from "../../sinks/postgres/sales_facts.ts";
import { createTables } from "../../sinks/postgres/tables.ts";
import { type SinkServers, sinkServers } from "./servers.ts";

export interface DirectOptions {
  /** Members of the consumer group. */
  readonly instances: number;
  readonly config?: string;
}

/** Stores rows, and refreshes the dashboard's figures, until Ctrl-C. */
export async function storeRows({ instances, config }: DirectOptions): Promise<void> {
  const servers = sinkServers(config);
  using interrupt = interruptible();
  const { signal } = interrupt;
  let records = 0;
  const onProgress = (stored: number) => void (records += stored);
  await untilInterrupted(prepare(servers, signal).then(() => run(servers, instances, onProgress, signal)));
  console.error(`sink: ${count(records)} rows in`);
}

async function prepare({ kafka, database }: SinkServers, signal: AbortSignal): Promise<void> {
  await withDatabase(database, "sink", createTables);
  await withKafka(kafka, "sink", (client) => ensureTopics(client, signal));
}

async function run(
  { kafka, registry, database }: SinkServers,
  instances: number,
  onProgress: (stored: number) => void,
  signal: AbortSignal,
): Promise<void> {
  console.error(`sink: ${instances === 1 ? "1 instance" : `${instances} instances`} of ${DIRECT_SINK}`);
  const explained = (error: unknown) => explainDatabaseError(explainKafkaError(error, kafka), database);
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
        kafka: kafkaClient(kafka, DIRECT_SINK),
        registry: schemaRegistry(registry, stop),
        database,
        signal: stop,
        onProgress,
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
}
