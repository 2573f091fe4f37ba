/** The command line of a processor: it waits for the world, joins its consumer group and works until it is stopped. */
import type { Command } from "commander";
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import { configOption, instancesOption } from "../../lib/command_line/options.ts";
import { command } from "../../lib/command_line/command.ts";
import { count } from "../../lib/command_line/terminal.ts";
import { choice } from "../../lib/command_line/values.ts";
import { registerOrderSchemas } from "../../kafka/serdes/order_serde.ts";
import { serve } from "./consumer_service.ts";
import type { Totals } from "../../kafka/exactly_once/totals.ts";
import { readWorld, watchWorld } from "../../kafka/topics/world_topic.ts";
import { CONSUMER_GROUPS } from "../../orders/consumer_groups.ts";
import type { World } from "../../orders/world.ts";
import { type Stage, type StageName, stageTransform } from "../../processors/processor.ts";
import { thinkFor } from "../../processors/think_time.ts";

interface Options {
  readonly instances: number;
  readonly thinkTime: "realistic" | "none";
  readonly config?: string;
}

/** The task of one stage. @param summary one line for `--help` */
export function processorCommand<Name extends StageName>(stage: Stage<Name>, summary: string): Command {
  const task = `deno task ${stage.name}`;
  return command(task, summary, [
    [task, "one instance with realistic think time, until Ctrl-C"],
    [`${task} --instances 2`, "two members of the consumer group, each with half of the partitions"],
    [`${task} --think-time none`, "as fast as it can"],
  ])
    .addOption(instancesOption())
    .addOption(
      choice("--think-time <kind>", "simulated work per order: 0.25-1 s for express, else 1.25-2 s", [
        "realistic",
        "none",
      ]).default("realistic"),
    )
    .addOption(configOption())
    .action((options: Options) => work(stage, options));
}

async function work<Name extends StageName>(
  stage: Stage<Name>,
  { instances, thinkTime, config }: Options,
): Promise<void> {
  const totals = await serve({
    name: stage.name,
    topics: CONSUMER_GROUPS[stage.name],
    instances,
    config,
    async transformFor({ kafka, registry, signal }) {
      const schemaIds = await registerOrderSchemas(registry);
      const world = await worldOf(kafka, stage.name, signal);
      if (world === undefined) return undefined;
      const think = thinkTime === "realistic"
        ? (seconds: number) => thinkFor(seconds, signal)
        : () => Promise.resolve();
      return stageTransform(stage, { world, registry, schemaIds, think });
    },
  });
  console.error(summaryOf(stage.name, totals));
}

/** The world as soon as there is one; `undefined` when the signal was aborted before. */
async function worldOf(kafka: KafkaClient, service: string, signal: AbortSignal): Promise<World | undefined> {
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
