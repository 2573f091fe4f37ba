/** The command line of a processor: it waits for the world, joins its consumer group and works until it is stopped. */
import type { Command } from "commander";
import { Option } from "commander";
import { required, withLocalServers } from "../cli/addresses.ts";
import { configOption } from "../cli/client_properties.ts";
import { command, wholeNumber } from "../cli/command.ts";
import { interruptible } from "../cli/interrupt.ts";
import { type KafkaAddress, kafkaAddress, registryAddress } from "../cli/settings.ts";
import { count } from "../cli/terminal.ts";
import { kafkaClient, withKafka } from "../kafka/client.ts";
import { explainKafkaError } from "../kafka/failures.ts";
import { runExactlyOnce } from "../kafka/exactly_once.ts";
import { runInstances } from "../kafka/instances.ts";
import { registerOrderSchemas } from "../kafka/order_serde.ts";
import { schemaRegistry } from "../kafka/registry.ts";
import { ensureTopics } from "../kafka/topics.ts";
import { addTotals, NO_TOTALS, type Totals } from "../kafka/totals.ts";
import { readWorld, watchWorld } from "../kafka/world_topic.ts";
import type { OrderTopic } from "../orders/topics.ts";
import type { World } from "../orders/world.ts";
import { type Stage, stageTransform } from "./processor.ts";
import { thinkFor } from "./think_time.ts";
import type { Kafka } from "kafkajs";

interface Options {
  readonly instances: number;
  readonly thinkTime: "realistic" | "none";
  readonly config?: string;
}

/** More members than partitions would stand idle. */
const MOST_INSTANCES = 64;

/** The task of one stage. @param summary one line for `--help` */
export function processorCommand<Topic extends OrderTopic>(stage: Stage<Topic>, summary: string): Command {
  const task = `deno task ${stage.name}`;
  return command(task, summary, [
    [task, "one instance that takes its time, until Ctrl-C"],
    [`${task} --instances 2`, "two members of the consumer group, each with half of the partitions"],
    [`${task} --think-time none`, "as fast as it can"],
  ])
    .option("--instances <number>", "members of the consumer group", wholeNumber(1, MOST_INSTANCES), 1)
    .addOption(
      new Option("--think-time <kind>", "simulated work: 0.25-1 s an express order, else 1.25-2 s")
        .choices(["realistic", "none"]).default("realistic"),
    )
    .addOption(configOption())
    .action((options: Options) => serve(stage, options));
}

async function serve<Topic extends OrderTopic>(
  stage: Stage<Topic>,
  { instances, thinkTime, config }: Options,
): Promise<void> {
  const environment = withLocalServers(Deno.env, config);
  const address = required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS");
  const registry = schemaRegistry(
    required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
  );
  using interrupt = interruptible();
  const { signal } = interrupt;
  let totals = NO_TOTALS;
  await withKafka(address, stage.name, async (kafka) => {
    await ensureTopics(kafka);
    const schemaIds = await registerOrderSchemas(registry);
    const world = await worldOf(kafka, stage.name, signal);
    if (world === undefined) return;
    const transform = stageTransform(stage, {
      world,
      registry,
      schemaIds,
      think: thinkTime === "realistic" ? (seconds) => thinkFor(seconds, signal) : () => Promise.resolve(),
    });
    console.error(
      `${stage.name}: ${instances === 1 ? "1 instance" : `${instances} instances`} on ${stage.topic}`,
    );
    const onProgress = (added: Totals) => {
      totals = addTotals(totals, added);
    };
    await runInstances(instances, signal, (stop) =>
      runExactlyOnce({
        kafka: kafkaClient(address, stage.name),
        group: stage.name,
        topics: [stage.topic],
        transform,
        signal: stop,
        onProgress,
        onTrouble: (error) => console.error(`${stage.name}: ${reasonOf(error, address)}; trying again`),
      }));
  });
  console.error(summaryOf(stage.name, totals));
}

function reasonOf(error: unknown, address: KafkaAddress): string {
  const explained = explainKafkaError(error, address);
  return explained instanceof Error ? explained.message : String(explained);
}

/** The world as soon as there is one; `undefined` when the signal came first. */
async function worldOf(kafka: Kafka, service: string, signal: AbortSignal): Promise<World | undefined> {
  let { world } = await readWorld(kafka);
  if (world !== undefined) return world;
  console.error(`${service}: no world yet, waiting for 'deno task generate' to make one`);
  const found = new AbortController();
  await watchWorld(kafka, (state) => {
    if (state.world === undefined) return;
    world = state.world;
    found.abort();
  }, AbortSignal.any([signal, found.signal]));
  return world;
}

function summaryOf(service: string, { orders, counts }: Totals): string {
  const parts = Object.entries(counts)
    .filter(([name]) => !name.endsWith("item_info"))
    .map(([name, number]) => `${count(number)} to ${name}`);
  return `${service}: ${count(orders)} orders in${parts.length === 0 ? "" : `, ${parts.join(", ")}`}`;
}
