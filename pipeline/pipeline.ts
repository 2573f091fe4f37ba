/** The pipeline from start to end: servers, world, services, summary. */
import { interruptible } from "../lib/command_line/interrupt.ts";
import { readClientProperties } from "../lib/settings/client_properties.ts";
import { overlay } from "../lib/settings/overlay.ts";
import { presentInManila, sameWorld } from "../generator/world_flags.ts";
import { registerOrderSchemas } from "../kafka/serdes/order_serde.ts";
import { registerRowSchemas } from "../kafka/serdes/row_serde.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { ensureTopics } from "../kafka/topics/topics.ts";
import { readWorld } from "../kafka/topics/world_topic.ts";
import { createTables } from "../sinks/postgres/tables.ts";
import { connect, type Connections } from "./connections.ts";
import { explainServerError } from "./explain_server_error.ts";
import { startAnew } from "./fresh.ts";
import type { PipelineOptions } from "./options.ts";
import { pollOnce } from "./poller.ts";
import { requireRunnable } from "./require_runnable.ts";
import { runServices } from "./run_services.ts";
import { type Servers, startServers } from "./servers.ts";
import { sinkOf } from "./sink.ts";
import { spliceOf } from "./splice.ts";
import { summarise, type Summary, summaryLines } from "./summary.ts";

type Settings = Readonly<Record<string, string>>;

/**
 * Runs the whole pipeline once. Ctrl-C drains it; a second Ctrl-C ends it at once.
 *
 * @throws Interrupted after Ctrl-C while there is nothing yet that could be drained
 */
export async function runPipeline(options: PipelineOptions): Promise<void> {
  const start = performance.now();
  const given = options.config === undefined ? {} : readClientProperties(options.config);
  requireRunnable(options, overlay(given, Deno.env), presentInManila());
  using interrupt = interruptible();
  const summary = await runOnServers(options, given, interrupt.signal, start);
  for (const line of summaryLines(summary, performance.now() - start)) console.log(line);
}

/** Everything between the servers' start and their stop. */
async function runOnServers(
  options: PipelineOptions,
  given: Settings,
  interrupt: AbortSignal,
  start: number,
): Promise<Summary> {
  await using servers = await startServers(options.sink, given, interrupt);
  try {
    await using connections = await connect(servers);
    await prepareWorld(options, servers, connections, interrupt);
    return await runWorld(options, servers, connections, interrupt, start);
  } catch (error) {
    throw explainServerError(error, servers);
  }
}

/** Makes topics, tables and schemas ready for the world that is asked for. @throws OTHER_WORLD when they hold another */
async function prepareWorld(
  options: PipelineOptions,
  servers: Servers,
  { kafka, database }: Connections,
  interrupt: AbortSignal,
): Promise<void> {
  if (options.fresh) await startAnew(kafka, servers.registry, database, servers.env, interrupt);
  // The tables first: where they cannot be, no topic is made either.
  await createTables(database);
  await ensureTopics(kafka, interrupt);
  // Once and here, not by five services at the same moment.
  const registry = schemaRegistry(servers.registry, interrupt);
  await Promise.all([registerOrderSchemas(registry), registerRowSchemas(registry)]);
  const { world } = await readWorld(kafka);
  if (world !== undefined) sameWorld(options, world);
}

/** Sets splice and sink up, and runs the services; after Ctrl-C before those begin, tells what the world holds. */
async function runWorld(
  options: PipelineOptions,
  servers: Servers,
  connections: Connections,
  interrupt: AbortSignal,
  start: number,
): Promise<Summary> {
  const splice = spliceOf(options.splice, servers.env, connections.admin);
  const sink = sinkOf(options.sink, servers.env, connections.admin);
  try {
    await splice.setUp(interrupt);
    await sink.setUp(interrupt);
  } catch (error) {
    if (!interrupt.aborted) throw error;
  }
  const parts = { ...connections, splice, sink };
  if (!interrupt.aborted) return await runServices(options, servers, parts, interrupt, start);
  console.error("interrupted before the services began: there is nothing to drain");
  return await summarise(connections.database, await pollOnce(parts));
}
