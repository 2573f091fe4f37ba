/** `deno task sink`: stores the row topics in PostgreSQL, by Kafka Connect or directly. */
import { command, run } from "../lib/command_line/command.ts";
import { configOption, instancesOption } from "../lib/command_line/options.ts";
import { choice } from "../lib/command_line/values.ts";
import { SINK_KINDS, type SinkKind } from "../sinks/sink_kinds.ts";
import { setUpConnectors } from "./sink/connect.ts";
import { storeRows } from "./sink/direct.ts";
import { refreshFigures } from "./sink/managed.ts";

const ACTIONS: Readonly<Record<SinkKind, (options: Options) => Promise<void>>> = {
  connect: setUpConnectors,
  direct: storeRows,
  managed: refreshFigures,
};

interface Options {
  readonly to: SinkKind;
  readonly instances: number;
  readonly config?: string;
}

export const program = command("deno task sink", "Stores customers, orders and items in PostgreSQL.", [
  ["deno task sink", "sets up connectors in Kafka Connect, which run on without this task"],
  ["deno task sink --to direct", "stores the rows itself, without Kafka Connect, until Ctrl-C"],
  [
    "deno task sink --to managed",
    "refreshes the dashboard's figures while other connectors store rows, until Ctrl-C",
  ],
])
  .addOption(
    choice(
      "--to <way>",
      "who stores the rows: Kafka Connect, this task, or connectors that somebody else runs",
      SINK_KINDS,
    ).default("connect"),
  )
  .addOption(instancesOption("members of the direct sink's consumer group"))
  .addOption(configOption())
  .action((options: Options) => ACTIONS[options.to](options));

if (import.meta.main) Deno.exit(await run(program));
