/** `deno task generate`, the Shopping Service: generates history and then live orders. */
import { setTimeout as delay } from "node:timers/promises";
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { configOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { choice } from "../lib/command_line/values.ts";
import { interruptible, untilInterrupted } from "../lib/command_line/interrupt.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";
import { registryAddress } from "../lib/settings/http_addresses.ts";
import type { World } from "../orders/world.ts";
import { writeLines } from "../generator/ndjson.ts";
import { addShopOptions, type ShopOptions } from "../generator/options.ts";
import type { Clock } from "../generator/pace.ts";
import { salesReport } from "../generator/sales_report.ts";
import { liveWindow } from "../generator/live_window.ts";
import { type LivePlan, type SalesPlan, sell } from "../generator/sales.ts";
import { newWorld, presentInManila, sameWorld } from "../generator/world_flags.ts";

interface Options extends ShopOptions {
  readonly to: "ndjson" | "kafka";
  readonly config?: string;
}

const TASK = "deno task generate";

export const program = addShopOptions(
  command(TASK, "Generates the orders of the shop: its history up to now, then live ones.", [
    [`${TASK} --no-live > orders.ndjson`, "the history, one order per line"],
    [`${TASK} --seed 7 --orders 1000 | head -3`, "the first orders of another world"],
    [`${TASK} --now 2026-11-23 --no-live`, "the same bytes whenever and wherever it runs"],
    [`${TASK} --to kafka --live-rate 50`, "history and live orders to the order topics, until Ctrl-C"],
  ]).addOption(
    choice("--to <target>", "lines of JSON on standard output, or the topics of Kafka", ["ndjson", "kafka"])
      .default("ndjson"),
  ).addOption(configOption()),
).action((options: Options) => options.to === "kafka" ? generateToKafka(options) : generateLines(options));

/** One thread makes 100,000 orders a second; more than four outrun what standard output takes. */
const MOST_USEFUL_WORKERS = 4;
/** Kafka takes a third of that, and starting threads costs more time than they save. */
const WORKERS_FOR_KAFKA = 1;

const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => {}),
};

async function generateLines(options: Options): Promise<void> {
  using interruption = interruptible();
  const world = newWorld(options, presentInManila());
  const report = salesReport("ndjson");
  const plan = planOf(options, world, 0, liveOf(options));
  const blocks = sell(plan, { form: "lines" }, CLOCK, interruption.signal);
  await writeLines(blocks, Deno.stdout, report.add);
  report.end();
}

async function generateToKafka(options: Options): Promise<void> {
  // Also where the topics hold a world: a flag that no new world could have is a mistake.
  const asked = newWorld(options, presentInManila());
  // Lines need no Kafka client, which takes longer to load than a thousand orders to make.
  const { sellOnKafka } = await import("../generator/kafka_shop.ts");
  const environment = withLocalServers(Deno.env, options.config);
  using interruption = interruptible();
  const report = salesReport("kafka");
  const live = liveOf(options);
  const sold = sellOnKafka({
    kafka: required(kafkaAddress(environment), "Kafka", "KAFKA_BROKERS"),
    registry: required(registryAddress(environment), "schema registry", "SCHEMA_REGISTRY_URL"),
    settleWorld: (stored) => stored === undefined ? asked : sameWorld(options, stored),
    blocksAfter: (sold, world, schemaIds) =>
      sell(planOf(options, world, sold, live), { form: "values", schemaIds }, CLOCK, interruption.signal),
    signal: interruption.signal,
    onBlock: report.add,
    onTrouble: (reason) => report.say(`shop: ${reason}; trying again`),
  });
  await untilInterrupted(sold);
  report.end();
}

function planOf(
  { orders, to, workers }: Options,
  world: World,
  sold: number,
  live: LivePlan | undefined,
): SalesPlan {
  const usual = to === "kafka"
    ? WORKERS_FOR_KAFKA
    : Math.min(navigator.hardwareConcurrency, MOST_USEFUL_WORKERS);
  return {
    world,
    sold,
    orders: orders ?? Infinity,
    live,
    workers: workers ?? usual,
  };
}

function liveOf({ live, liveRate, liveFor }: Options): LivePlan | undefined {
  return live ? liveWindow(liveRate, liveFor ?? Infinity, CLOCK) : undefined;
}

if (import.meta.main) Deno.exit(await run(program));
