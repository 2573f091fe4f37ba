/** The services at work: started, supervised, shown, drained and stopped. */
import { setTimeout as delay } from "node:timers/promises";
import { untilAborted } from "../lib/command_line/interrupt.ts";
import { dataFolderOf, prepareDataFolder } from "../lib/files/data_folder.ts";
import type { DatabaseAddress } from "../lib/settings/database_address.ts";
import { readWorld } from "../kafka/topics/world_topic.ts";
import { explainDatabaseError, isInterruption } from "../sinks/postgres/database_errors.ts";
import { fillFailure, fillSalesFacts, keepSalesFactsFilled } from "../sinks/postgres/sales_facts.ts";
import { drainJudge } from "./drain.ts";
import { type PipelineOptions, serviceArguments } from "./options.ts";
import { poll, type Polled } from "./poller.ts";
import { trackProgress } from "./progress.ts";
import { screen } from "./screen.ts";
import type { Servers } from "./servers.ts";
import { type Service, startService } from "./services.ts";
import type { Sink } from "./sink.ts";
import type { Splice } from "./splice.ts";
import { summarise, type Summary } from "./summary.ts";

export interface Parts extends Polled {
  readonly splice: Splice;
  readonly sink: Sink;
}

/** A fill of the dashboard's figures that a lock holds up is not waited for longer at the end; it leaves nothing behind. */
const LAST_FILL_TIMEOUT_MS = 10_000;

/**
 * Starts the services, polls them until the last order is stored, and stops them.
 *
 * @param interrupt aborted when the shop is to close
 * @param start when the pipeline started, on performance's clock
 * @throws the first failure of a service, a server or the way between them
 */
export async function runServices(
  options: PipelineOptions,
  servers: Servers,
  parts: Parts,
  interrupt: AbortSignal,
  start: number,
): Promise<Summary> {
  const services = await startServices(options, servers);
  const shop = services.find(({ name }) => name === "generate")!;
  const display = screen(Deno.stderr);
  const progress = trackProgress(start, display.show);
  const ending = new AbortController();
  const polling = poll(parts, progress.add, ending.signal);
  // The direct sink does so itself.
  const filling = options.sink === "direct"
    ? Promise.resolve()
    : fillFigures(servers.database, display.keep, ending.signal);
  const failure = firstFailure([
    polling,
    parts.splice.supervise(ending.signal),
    parts.sink.supervise(ending.signal),
    failureOf(servers),
    ...services.map(({ ended }) => ended),
  ]);
  try {
    await Promise.race([shop.ended, untilAborted(interrupt), failure]);
    progress.startDraining();
    await shop.stop();
    const { position } = await readWorld(parts.kafka);
    const stored = progress.waitFor(drainJudge(position));
    await Promise.race([stored, failure]);
    // Here a failure counts: the rows are stored, but a summary would pass over what the dashboard lacks.
    await fillSalesFacts(parts.database);
    return await summarise(parts.database, await stored);
  } finally {
    ending.abort();
    const filled = Promise.race([filling, delay(LAST_FILL_TIMEOUT_MS, undefined, { ref: false })]);
    await Promise.allSettled([polling, filled, ...services.map((service) => service.stop())]);
  }
}

async function startServices(options: PipelineOptions, { env, settings }: Servers): Promise<Service[]> {
  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  return serviceArguments(options).map(([name, args]) => startService(name, args, settings, data.logs));
}

/** Keeps the dashboard's figures up with the rows. @param onLine called behind each line that it prints */
function fillFigures(database: DatabaseAddress, onLine: () => void, signal: AbortSignal): Promise<void> {
  return keepSalesFactsFilled({
    database,
    signal,
    onTrouble(error) {
      if (isInterruption(error)) return;
      console.error(fillFailure(explainDatabaseError(error, database)));
      onLine();
    },
  });
}

async function failureOf({ failure }: Pick<Servers, "failure">): Promise<never> {
  throw await failure;
}

/** Rejects with the first failure of these; never resolves, for an end without one is none. */
function firstFailure(jobs: readonly Promise<unknown>[]): Promise<never> {
  const failure = Promise.race(jobs.map((job) => job.then(() => new Promise<never>(() => {}))));
  // It may come while nobody waits.
  failure.catch(() => {});
  return failure;
}
