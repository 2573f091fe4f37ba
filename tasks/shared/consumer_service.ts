/** A consuming and producing service as a task: its servers, its instances, Ctrl-C, and what it prints. */
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { interruptible, untilInterrupted } from "../../lib/command_line/interrupt.ts";
import { type KafkaAddress, kafkaAddress } from "../../lib/settings/kafka_address.ts";
import { registryAddress } from "../../lib/settings/http_addresses.ts";
import { kafkaClient, withKafka } from "../../kafka/client/client.ts";
import { type ExactlyOnceOptions, runExactlyOnce } from "../../kafka/exactly_once/exactly_once.ts";
import { explainKafkaError } from "../../kafka/client/failures.ts";
import { runInstances } from "../../kafka/group/instances.ts";
import { type SchemaRegistry, schemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { ensureTopics } from "../../kafka/topics/topics.ts";
import { addTotals, NO_TOTALS, type Totals } from "../../kafka/exactly_once/totals.ts";

/** What a service finds when its topics exist. */
export interface ServiceContext {
  readonly kafka: KafkaClient;
  readonly registry: SchemaRegistry;
  /** Aborted when the service is to end. */
  readonly signal: AbortSignal;
}

export interface Service extends Pick<ExactlyOnceOptions, "topics" | "transactionRecords"> {
  /** Name of the task, and of its consumer group. */
  readonly name: string;
  /** Members of the consumer group, at least 1. */
  readonly instances: number;
  /** A client.properties file, where one is named. */
  readonly config: string | undefined;
  /** What records become; `undefined` when the signal was aborted before that could be known. */
  readonly transformFor: (context: ServiceContext) => Promise<ExactlyOnceOptions["transform"] | undefined>;
}

/**
 * Serves until Ctrl-C: waits for nothing but its servers, then consumes, transforms and produces exactly once.
 *
 * @returns what this process committed
 * @throws BAD_CALL without servers; UNREACHABLE, ACCESS_DENIED or SERVICE_FAILED when starting over cannot help
 */
export async function serve(service: Service): Promise<Totals> {
  const { name, topics, instances, config, transactionRecords, transformFor } = service;
  const environment = withLocalServers(Deno.env, config);
  const address = required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS");
  using interrupt = interruptible();
  const { signal } = interrupt;
  const registry = schemaRegistry(
    required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
    signal,
  );
  let totals = NO_TOTALS;
  const served = withKafka(address, name, async (kafka) => {
    await ensureTopics(kafka, signal);
    const transform = await transformFor({ kafka, registry, signal });
    if (transform === undefined) return;
    const members = instances === 1 ? "1 instance" : `${instances} instances`;
    console.error(`${name}: ${members} on ${topics.join(" and ")}`);
    await runInstances(instances, signal, (stop) =>
      runExactlyOnce({
        kafka: kafkaClient(address, name),
        group: name,
        topics,
        transform,
        ...(transactionRecords === undefined ? {} : { transactionRecords }),
        signal: stop,
        onProgress(added) {
          totals = addTotals(totals, added);
        },
        onTrouble: (error) => console.error(`${name}: ${reasonOf(error, address)}; trying again`),
      }));
  });
  await untilInterrupted(served);
  return totals;
}

function reasonOf(error: unknown, address: KafkaAddress): string {
  const explained = explainKafkaError(error, address);
  return explained instanceof Error ? explained.message : String(explained);
}
