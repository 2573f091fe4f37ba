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
  readonly fresh: boolean;
  readonly config?: string;
}

/** Adds the flags to a command. */
export function addPipelineOptions(command: Command): Command {
  return addShopOptions(command)
    .addOption(
      choice(
        "--splice <kind>",
        "how orders become rows: by our own consumer, or by the queries of the ksqlDB server at KSQLDB_URL",
        ["local", "ksqldb"],
      ).default("local"),
    )
    .addOption(
      choice(
        "--sink <kind>",
        "how rows reach PostgreSQL: through Kafka Connect, by COPY from our own consumer, or by connectors that run " +
          "elsewhere, such as Confluent Cloud's",
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
    .option("--fresh", "delete the world in topics and tables, and start anew", false);
}

/** The services to start, each with its arguments; the shop comes last, when its customers' orders have somewhere to go. */
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
