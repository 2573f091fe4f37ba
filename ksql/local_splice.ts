/** The local splice: does what ksqlDB's statements do, on machines without ksqlDB. */
import type { Command } from "commander";
import { required, withLocalServers } from "../cli/addresses.ts";
import { configOption } from "../cli/client_properties.ts";
import { command, run, wholeNumber } from "../cli/command.ts";
import { interruptible } from "../cli/interrupt.ts";
import { kafkaAddress, registryAddress } from "../cli/settings.ts";
import { count } from "../cli/terminal.ts";
import { kafkaClient, withKafka } from "../kafka/client.ts";
import { runExactlyOnce } from "../kafka/exactly_once.ts";
import { explainKafkaError } from "../kafka/failures.ts";
import { runInstances } from "../kafka/instances.ts";
import { schemaRegistry } from "../kafka/registry.ts";
import { registerRowSchemas } from "../kafka/row_serde.ts";
import { ensureTopics } from "../kafka/topics.ts";
import { addTotals, NO_TOTALS } from "../kafka/totals.ts";
import { SPLICE, SPLICED_TOPICS, spliceTransform } from "./splice_transform.ts";

/** More members than partitions would stand idle. */
const MOST_INSTANCES = 64;

/** An order becomes seven rows or more, so that fewer orders fill a transaction, and the sink begins the sooner. */
const TRANSACTION_ORDERS = 1000;

const program: Command = command(
  "deno task splice",
  "Takes finished and failed orders apart into flat rows: customers, orders, items.",
  [
    ["deno task splice", "one instance, until Ctrl-C"],
    ["deno task splice --instances 2", "two members of the consumer group, each with half of the partitions"],
  ],
)
  .option("--instances <number>", "members of the consumer group", wholeNumber(1, MOST_INSTANCES), 1)
  .addOption(configOption())
  .action(serve);

interface Options {
  readonly instances: number;
  readonly config?: string;
}

async function serve({ instances, config }: Options): Promise<void> {
  const environment = withLocalServers(Deno.env, config);
  const address = required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS");
  const registry = schemaRegistry(
    required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
  );
  using interrupt = interruptible();
  const { signal } = interrupt;
  let totals = NO_TOTALS;
  await withKafka(address, SPLICE, async (kafka) => {
    await ensureTopics(kafka);
    const transform = spliceTransform(registry, await registerRowSchemas(registry));
    console.error(
      `${SPLICE}: ${instances === 1 ? "1 instance" : `${instances} instances`} on ${
        SPLICED_TOPICS.join(" and ")
      }`,
    );
    await runInstances(instances, signal, (stop) =>
      runExactlyOnce({
        kafka: kafkaClient(address, SPLICE),
        group: SPLICE,
        topics: SPLICED_TOPICS,
        transform,
        transactionRecords: TRANSACTION_ORDERS,
        signal: stop,
        onProgress(added) {
          totals = addTotals(totals, added);
        },
        onTrouble(error) {
          const explained = explainKafkaError(error, address);
          const reason = explained instanceof Error ? explained.message : String(explained);
          console.error(`${SPLICE}: ${reason}; trying again`);
        },
      }));
  });
  const dead = totals.counts.dead_letters ?? 0;
  console.error(
    `${SPLICE}: ${count(totals.orders)} orders in${dead === 0 ? "" : `, ${count(dead)} to dead_letters`}`,
  );
}

if (import.meta.main) Deno.exit(await run(program));
