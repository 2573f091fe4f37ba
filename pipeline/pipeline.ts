/** The pipeline from start to end: servers, world, services, screen, drain, summary. */
import type { Admin, Kafka } from "kafkajs";
import type { Client } from "pg";
import { required } from "../cli/addresses.ts";
import { interruptible } from "../cli/interrupt.ts";
import {
  databaseAddress,
  dataFolder,
  type Environment,
  kafkaAddress,
  registryAddress,
} from "../cli/settings.ts";
import { withAdmin } from "../kafka/admin.ts";
import { withKafka } from "../kafka/client.ts";
import { registerOrderSchemas } from "../kafka/order_serde.ts";
import { schemaRegistry } from "../kafka/registry.ts";
import { registerRowSchemas } from "../kafka/row_serde.ts";
import { ensureTopics } from "../kafka/topics.ts";
import { readWorld } from "../kafka/world_topic.ts";
import { withDatabase } from "../sinks/database.ts";
import { createTables } from "../sinks/tables.ts";
import { type RunningStack, startStack } from "../stack/stack.ts";
import { type ServerName, SERVERS } from "../stack/servers.ts";
import { drainJudge } from "./drain.ts";
import { startAnew } from "./fresh.ts";
import { newWorld, sameWorld } from "../generator/world_flags.ts";
import { type PipelineOptions, serviceArguments } from "./options.ts";
import { follower } from "./follower.ts";
import { screen } from "./screen.ts";
import { type Service, startService } from "./services.ts";
import { type Sink, startSink } from "./sink.ts";
import { summarise, type Summary, summaryLines } from "./summary.ts";
import { watch } from "./watch.ts";

/** Runs the whole pipeline once. Ctrl-C drains it; a second Ctrl-C ends it at once. */
export async function runPipeline(options: PipelineOptions): Promise<void> {
  const start = performance.now();
  // A world that cannot be is refused before the one that is gets deleted for it.
  if (options.fresh && options.now !== undefined) newWorld(options, options.now);
  using interrupt = interruptible();
  const stack = await startStack({
    env: Deno.env,
    needs: needsOf(options),
    keep: false,
    onProgress: say,
    signal: interrupt.signal,
  });
  let summary: Summary | undefined;
  try {
    summary = await serve(options, stack, interrupt.signal, start);
  } finally {
    if (stack.started.length > 0) say("stopping the servers");
    await stack.stop();
  }
  for (const line of summaryLines(summary, performance.now() - start)) console.log(line);
}

function needsOf({ sink }: PipelineOptions): ReadonlySet<ServerName> {
  return new Set(SERVERS.filter((server) => server !== "connect" || sink === "connect"));
}

/** Everything between the servers' start and their stop. */
async function serve(
  options: PipelineOptions,
  stack: RunningStack,
  interrupt: AbortSignal,
  start: number,
): Promise<Summary> {
  const env: Environment = { get: (name) => stack.environment[name] ?? Deno.env.get(name) };
  const address = required(kafkaAddress(env), "Kafka", "KAFKA_BROKERS");
  const database = required(databaseAddress(env), "PostgreSQL", "DATABASE_URL");
  return await withKafka(
    address,
    "pipeline",
    (kafka) =>
      withAdmin(kafka, (admin) =>
        withDatabase(database, "pipeline", async (client) => {
          if (options.fresh) await startAnew(kafka, client, env);
          await Promise.all([ensureTopics(kafka), createTables(client)]);
          // Once and here, not by five services at the same moment.
          const registry = schemaRegistry(
            required(registryAddress(env), "schema registry", "SCHEMA_REGISTRY_URL"),
          );
          await Promise.all([registerOrderSchemas(registry), registerRowSchemas(registry)]);
          const { world } = await readWorld(kafka);
          if (world) sameWorld(options, world);
          const sink = await startSink(options.sink, env, admin, interrupt);
          return await runServices({ options, stack, env, kafka, admin, client, sink, interrupt, start });
        })),
  );
}

interface Run {
  readonly options: PipelineOptions;
  readonly stack: RunningStack;
  readonly env: Environment;
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly client: Client;
  readonly sink: Sink;
  readonly interrupt: AbortSignal;
  readonly start: number;
}

/** Starts the services, follows them until the last order is stored, and stops them. */
async function runServices(run: Run): Promise<Summary> {
  const { options, stack, env, kafka, admin, client, sink, interrupt, start } = run;
  const logs = new URL("logs/", dataFolder(env));
  await Deno.mkdir(logs, { recursive: true });
  const services = serviceArguments(options).map(([name, args]) =>
    startService(name, args, stack.environment, logs)
  );
  const shop = services.find(({ name }) => name === "generate")!;
  const face = screen(Deno.stderr);
  const { see, drain, until } = follower(start, face.show);
  const watching = new AbortController();
  const looking = watch({ kafka, admin, database: client, sinkLag: sink.lag }, see, watching.signal);
  const trouble = Promise.race([
    looking,
    sink.watch(watching.signal).then(endless),
    firstFailure(services, stack),
  ]);
  trouble.catch(() => {});
  try {
    await Promise.race([shop.ended, aborted(interrupt), trouble]);
    drain();
    await shop.stop();
    const { position } = await readWorld(kafka);
    const stored = until(drainJudge(position));
    await Promise.race([stored, trouble]);
    return await summarise(client, await stored);
  } finally {
    watching.abort();
    await Promise.allSettled([looking, ...services.map((service) => service.stop())]);
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function say(line: string): void {
  console.error(line);
}
