/** The pipeline's flags: the shop's own, and how the services behind it run. */
import type { Command } from "commander";
import { configOption, instancesOption } from "../lib/command_line/options.ts";
import { choice } from "../lib/command_line/values.ts";
import { addShopOptions, shopArguments, type ShopOptions } from "../generator/options.ts";
import { SINK_KINDS, type SinkKind } from "../sinks/sink_kinds.ts";
import type { TaskName } from "./services.ts";

export interface PipelineOptions extends ShopOptions {
  readonly splice: "local" | "ksqldb";
  readonly sink: SinkKind;
  /** Default: none when live orders come as fast as they can, else realistic. */
  readonly thinkTime?: "realistic" | "none";
  /** Members of each processor's consumer group. */
  readonly instances: number;
  /** Delete the world that the topics and tables hold, and start another one. */
  readonly fresh?: true;
  readonly config?: string;
}

/** Adds the flags to a command. */
export function addPipelineOptions(command: Command): Command {
  return addShopOptions(command)
    .addOption(
      choice(
        "--splice <kind>",
        "who splits orders into rows: a consumer of this project, or the ksqlDB server at KSQLDB_URL",
        ["local", "ksqldb"],
      ).default("local"),
    )
    .addOption(
      choice(
        "--sink <kind>",
        "who stores rows in PostgreSQL: Kafka Connect, a consumer of this project by COPY, or connectors that somebody " +
          "else runs, such as Confluent Cloud's",
        SINK_KINDS,
      ).default("connect"),
    )
    .addOption(
      choice(
        "--think-time <kind>",
        "simulated work of the services (default: none with --live-rate max, else realistic)",
        ["realistic", "none"],
      ),
    )
    .addOption(instancesOption("members of each processor's consumer group"))
    .addOption(configOption())
    .option("--fresh", "delete the current world in topics and tables, and start a new one");
}

/** The services to start, each with its arguments; the shop last, so that the others wait for its orders. */
export function serviceArguments(options: PipelineOptions): [TaskName, string[]][] {
  const thinkTime = options.thinkTime ?? (options.liveRate === "max" ? "none" : "realistic");
  const processor = ["--think-time", thinkTime, "--instances", String(options.instances)];
  return [
    ["payment", processor],
    ["shipping", processor],
    ["delivery", processor],
    ...(options.splice === "local" ? [["splice", []] satisfies [TaskName, string[]]] : []),
    ...(options.sink === "direct" ? [["sink", ["--to", "direct"]] satisfies [TaskName, string[]]] : []),
    ["generate", ["--to", "kafka", ...shopArguments(options)]],
  ];
}
