/** `deno task pipeline`: from cart to PostgreSQL. */
import { command, run } from "./lib/command_line/command.ts";
import { addPipelineOptions, type PipelineOptions } from "./pipeline/options.ts";
import { runPipeline } from "./pipeline/pipeline.ts";

export const program = addPipelineOptions(command(
  "deno task pipeline",
  "Runs the whole shop: starts missing servers, sells, pays, ships, delivers, and stores every order.",
  [
    ["deno task pipeline", "history up to now, then live orders until Ctrl-C"],
    ["deno task pipeline --no-live --seed 1", "the history of seed 1 alone"],
    ["deno task pipeline --live-for 30s --live-rate 100", "half a minute of live orders, 100 a second"],
    ["deno task pipeline --sink direct", "store rows with COPY instead of Kafka Connect"],
    ["deno task pipeline --splice ksqldb", "split orders into rows on the ksqlDB server at KSQLDB_URL"],
    ["deno task pipeline --config client.properties", "on Confluent Cloud, see docs/confluent-cloud.md"],
    ["deno task pipeline --fresh --seed 7", "delete the current world and start the one of seed 7"],
  ],
)).action((options: PipelineOptions) => runPipeline(options));

if (import.meta.main) Deno.exit(await run(program));
