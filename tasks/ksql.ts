/** `deno task ksql`: gives a ksqlDB server the statements of the splice. */
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { configOption } from "../lib/command_line/options.ts";
import { command, run } from "../lib/command_line/command.ts";
import { interruptible } from "../lib/command_line/interrupt.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";
import { type KsqldbAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { overlay } from "../lib/settings/overlay.ts";
import { columns } from "../lib/command_line/terminal.ts";
import { withKafka } from "../kafka/client/client.ts";
import { registerOrderSchemas } from "../kafka/serdes/order_serde.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { registerRowSchemas } from "../kafka/serdes/row_serde.ts";
import { ensureTopics } from "../kafka/topics/topics.ts";
import { TindahanError } from "../orders/errors.ts";
import { applyStatements, dropStatements, isUp, statementStates } from "../ksql/ksqldb/apply.ts";
import { requireKsqldb } from "../ksql/ksqldb/ksqldb_rest.ts";

interface Options {
  readonly url?: string;
  readonly config?: string;
}

export const program = command(
  "deno task ksql",
  "Applies the statements of ksql/ksqldb/migrations to a ksqlDB server.",
  [
    [
      "deno task ksql apply --url http://127.0.0.1:8088",
      "create the streams, start the queries, wait until they run",
    ],
    ["deno task ksql status", "the state of each statement on the server at KSQLDB_URL"],
    ["deno task ksql drop", "terminate the queries and drop the streams; the topics stay"],
  ],
);
const URL_HELP = "REST address of the server (default: KSQLDB_URL)";

program.command("apply").description("apply missing statements and wait until all queries run")
  .option("--url <address>", URL_HELP).addOption(configOption()).action(apply);
program.command("status").description("show the state of each statement; exit code 1 unless all run")
  .option("--url <address>", URL_HELP).action(status);
program.command("drop").description("terminate the queries and drop the streams")
  .option("--url <address>", URL_HELP).action(drop);

async function apply(options: Options): Promise<void> {
  using interrupt = interruptible(
    "interrupted; statements that were applied stay, and the same command applies the others",
  );
  const { signal } = interrupt;
  const ksqldb = serverOf(options);
  const env = withLocalServers(Deno.env, options.config);
  const kafka = required(kafkaAddress(env), "Kafka", "KAFKA_BROKERS");
  const registry = schemaRegistry(
    required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL"),
    signal,
  );
  // ksqlDB would give a topic without a schema one of its own, which the shop could not write.
  await withKafka(kafka, "ksql", ensureTopics);
  await Promise.all([registerOrderSchemas(registry), registerRowSchemas(registry)]);
  let applied = 0;
  await applyStatements(ksqldb, {
    onApplied({ file, line, stream }) {
      applied++;
      console.error(`ksql: ${stream.toLowerCase()} (${file}:${line})`);
    },
    signal,
  });
  console.error(
    `ksql: ${applied === 0 ? "nothing was missing" : `${applied} statements applied`}, all queries run`,
  );
}

async function status(options: Options): Promise<void> {
  using interrupt = interruptible();
  const states = await statementStates(serverOf(options), interrupt.signal);
  for (
    const line of columns(states.map(({ statement: { file, line, stream }, state }) => [
      `${file}:${line}`,
      stream.toLowerCase(),
      state,
    ]))
  ) console.log(line);
  const amiss = states.filter((state) => !isUp(state));
  if (amiss.length === 0) return;
  throw new TindahanError(
    "CHECK_FAILED",
    `${amiss.length} of ${states.length} statements do not run`,
    "apply what is missing with 'deno task ksql apply', which also tells what to do about the others",
  );
}

async function drop(options: Options): Promise<void> {
  using interrupt = interruptible(
    "interrupted; what was dropped stays so, and the same command drops the rest",
  );
  let dropped = 0;
  await dropStatements(serverOf(options), {
    onDropped(stream) {
      dropped++;
      console.error(`ksql: dropped ${stream.toLowerCase()}`);
    },
    signal: interrupt.signal,
  });
  if (dropped === 0) console.error("ksql: nothing to drop");
}

/** The server of the flag, with the user of the environment; else that of the environment. */
function serverOf({ url }: Options): KsqldbAddress {
  return requireKsqldb(overlay({ KSQLDB_URL: url }, Deno.env));
}

if (import.meta.main) Deno.exit(await run(program));
