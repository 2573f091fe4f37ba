/** `deno task splice`, the local splice: does what ksqlDB's statements do, on machines without ksqlDB. */
import type { Command } from "commander";
import { configOption, instancesOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { count } from "../lib/command_line/terminal.ts";
import { registerRowSchemas } from "../kafka/serdes/row_serde.ts";
import { serve } from "./shared/consumer_service.ts";
import { SPLICE, SPLICED_TOPICS, spliceTransform } from "../ksql/local_splice/splice_transform.ts";

/** An order becomes seven rows or more: with fewer orders in a transaction, the sink begins earlier. */
const TRANSACTION_ORDERS = 1000;

export const program: Command = command(
  "deno task splice",
  "Splits finished and failed orders into flat rows: customers, orders, items.",
  [
    ["deno task splice", "one instance, until Ctrl-C"],
    ["deno task splice --instances 2", "two members of the consumer group, each with half of the partitions"],
  ],
)
  .addOption(instancesOption())
  .addOption(configOption())
  .action(splice);

interface Options {
  readonly instances: number;
  readonly config?: string;
}

async function splice({ instances, config }: Options): Promise<void> {
  const totals = await serve({
    name: SPLICE,
    topics: SPLICED_TOPICS,
    instances,
    config,
    transactionRecords: TRANSACTION_ORDERS,
    transformFor: async ({ registry }) => spliceTransform(registry, await registerRowSchemas(registry)),
  });
  const dead = totals.counts.dead_letters ?? 0;
  console.error(
    `${SPLICE}: ${count(totals.orders)} orders in${dead === 0 ? "" : `, ${count(dead)} to dead_letters`}`,
  );
}

if (import.meta.main) Deno.exit(await run(program));
