/** The pipeline from start to end: servers, world, services, screen, drain, summary. */
import { setTimeout as delay } from "node:timers/promises";
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import type { Client } from "pg";
import { required, withLocalServers } from "../lib/settings/addresses.ts";
import { readClientProperties } from "../lib/settings/client_properties.ts";
import { dataFolderOf, prepareDataFolder } from "../lib/files/data_folder.ts";
import { interruptible, untilAborted } from "../lib/command_line/interrupt.ts";
import { type DatabaseAddress, databaseAddress } from "../lib/settings/database_address.ts";
import { overlay } from "../lib/settings/overlay.ts";
import { type Environment } from "../lib/settings/settings.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";
import { registryAddress } from "../lib/settings/http_addresses.ts";
import { connectAdmin, type KafkaAdmin } from "../kafka/client/admin.ts";
import { withKafka } from "../kafka/client/client.ts";
import { registerOrderSchemas } from "../kafka/serdes/order_serde.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { registerRowSchemas } from "../kafka/serdes/row_serde.ts";
import { ensureTopics } from "../kafka/topics/topics.ts";
import { readWorld } from "../kafka/topics/world_topic.ts";
import { withDatabase } from "../sinks/postgres/database.ts";
import { explainDatabaseError, isInterruption } from "../sinks/postgres/database_errors.ts";
import { fillFailure, fillSalesFacts, keepSalesFactsFilled } from "../sinks/postgres/sales_facts.ts";
import { createTables } from "../sinks/postgres/tables.ts";
import { type RunningStack, startStack } from "../stack/stack.ts";
import { type ServerName, SERVERS } from "../stack/servers.ts";
import { requireRunnable } from "./require_runnable.ts";
import { drainJudge } from "./drain.ts";
import { startAnew } from "./fresh.ts";
import { presentInManila, sameWorld } from "../generator/world_flags.ts";
import { type PipelineOptions, serviceArguments } from "./options.ts";
import { follower } from "./progress.ts";
import { screen } from "./screen.ts";
import { type Service, startService } from "./services.ts";
import { type Sink, startSink } from "./sink.ts";
import { type Splice, startSplice } from "./splice.ts";
import { summarise, type Summary, summaryLines } from "./summary.ts";
import { lookOnce, watch } from "./poller.ts";

/** Runs the whole pipeline once. Ctrl-C drains it; a second Ctrl-C ends it at once. */
export async function runPipeline(options: PipelineOptions): Promise<void> {
  const start = performance.now();
  const given = options.config === undefined ? {} : readClientProperties(options.config);
  const outside = overlay(given, Deno.env);
  requireRunnable(options, outside, presentInManila());
  using interrupt = interruptible();
  const stack = await startStack({
    env: outside,
    needs: needsOf(options),
    keep: false,
    onProgress: say,
    signal: interrupt.signal,
  });
  let summary: Summary | undefined;
  try {
    // What the file gives reaches the services through their environment; none of them reads it again.
    const environment = { ...given, ...stack.environment };
    summary = await serve(options, stack, environment, interrupt.signal, start);
  } finally {
    if (stack.started.length > 0) say("stopping the servers");
    await stack.stop();
  }
  for (const line of summaryLines(summary, performance.now() - start)) console.log(line);
}

type Settings = Readonly<Record<string, string>>;

function needsOf({ sink }: PipelineOptions): ReadonlySet<ServerName> {
  return new Set(SERVERS.filter((server) => server !== "connect" || sink === "connect"));
}

/** Everything between the servers' start and their stop. */
async function serve(
  options: PipelineOptions,
  stack: RunningStack,
  environment: Settings,
  interrupt: AbortSignal,
  start: number,
): Promise<Summary> {
  // Of the local servers also those that this run does not need: a Connect that runs must let go of a world's topics.
  const env = overlay(environment, withLocalServers(Deno.env));
  const address = required(kafkaAddress(env), "Kafka", "KAFKA_BROKERS");
  const registryServer = required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL");
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  return await withKafka(address, "pipeline", async (kafka) => {
    await using admin = await connectAdmin(kafka);
    return await withDatabase(database, "pipeline", async (client) => {
      if (options.fresh) await startAnew(kafka, registryServer, client, env, interrupt);
      // The tables first: where they cannot be, no topic is made either.
      await createTables(client);
      await ensureTopics(kafka, interrupt);
      // Once and here, not by five services at the same moment.
      const registry = schemaRegistry(registryServer, interrupt);
      await Promise.all([registerOrderSchemas(registry), registerRowSchemas(registry)]);
      const { world } = await readWorld(kafka);
      if (world) sameWorld(options, world);
      const splice = await startSplice(options.splice, env, admin, interrupt);
      const sink = await startSink(options.sink, env, admin, interrupt);
      const servers = { stack, environment, env, kafka, admin, database, client };
      return await runServices({ ...servers, options, splice, sink, interrupt, start });
    });
  });
}

interface Run {
  readonly options: PipelineOptions;
  readonly stack: RunningStack;
  /** What the services get on top of this process's own environment. */
  readonly environment: Settings;
  readonly env: Environment;
  readonly kafka: KafkaClient;
  readonly admin: KafkaAdmin;
  readonly database: DatabaseAddress;
  readonly client: Client;
  readonly splice: Splice;
  readonly sink: Sink;
  readonly interrupt: AbortSignal;
  readonly start: number;
}

/** A fill of the dashboard's figures that a lock holds up is not waited for longer at the end; it leaves nothing behind. */
const ENDING_MS = 10_000;

/** Starts the services, follows them until the last order is stored, and stops them. */
async function runServices(run: Run): Promise<Summary> {
  const { options, stack, environment, env, kafka, admin, database, client, splice, sink } = run;
  const { interrupt, start } = run;
  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  const watched = { kafka, admin, database: client, splice, sinkLag: sink.lag };
  if (interrupt.aborted) {
    say("interrupted before the services began: there is nothing to drain");
    return await summarise(client, await lookOnce(watched));
  }
  const services = serviceArguments(options).map(([name, args]) =>
    startService(name, args, environment, data.logs)
  );
  const shop = services.find(({ name }) => name === "generate")!;
  let face = screen(Deno.stderr);
  const { see, drain, until } = follower(start, (frame) => face.show(frame));
  const watching = new AbortController();
  const looking = watch(watched, see, watching.signal);
  // The direct sink does so itself.
  const refreshing = options.sink === "direct" ? Promise.resolve() : keepSalesFactsFilled({
    database,
    signal: watching.signal,
    onTrouble(error) {
      if (isInterruption(error)) return;
      say(fillFailure(explainDatabaseError(error, database)));
      // A line of others ends a screen that is redrawn in place: the next frame comes below it.
      face = screen(Deno.stderr);
    },
  });
  const trouble = Promise.race([
    looking,
    splice.watch(watching.signal).then(endless),
    sink.watch(watching.signal).then(endless),
    firstFailure(services, stack),
  ]);
  trouble.catch(() => {});
  try {
    await Promise.race([shop.ended, untilAborted(interrupt), trouble]);
    drain();
    await shop.stop();
    const { position } = await readWorld(kafka);
    const stored = until(drainJudge(position));
    await Promise.race([stored, trouble]);
    // Here a failure counts: the rows are stored, but a summary would pass over what the dashboard lacks.
    await fillSalesFacts(client);
    return await summarise(client, await stored);
  } finally {
    watching.abort();
    const refreshed = Promise.race([refreshing, delay(ENDING_MS, undefined, { ref: false })]);
    await Promise.allSettled([looking, refreshed, ...services.map((service) => service.stop())]);
  }
}

/** Rejects with the first failure of a service or server; resolves never, for the shop's end is no failure. */
async function firstFailure(services: readonly Service[], stack: RunningStack): Promise<never> {
  const ended = services.map(({ ended }) => ended.then(endless));
  throw await Promise.race([stack.failure, ...ended]);
}

/** What may end without being a failure takes no part in a race. */
function endless(): Promise<never> {
  return new Promise(() => {});
}

function say(line: string): void {
  console.error(line);
}
