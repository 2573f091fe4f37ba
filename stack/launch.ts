/** Starts several servers at once and waits until all of them serve. */
import { type Environment } from "../lib/settings/settings.ts";
import { type KafkaAddress, kafkaAddress } from "../lib/settings/kafka_address.ts";
import { listens } from "../lib/processes/ports.ts";
import { connectAnswers, startConnect } from "./connect.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { findJars } from "./jars.ts";
import { findJava } from "./java.ts";
import type { JavaStack } from "./java_server.ts";
import { kafkaAnswers, startKafka } from "./kafka.ts";
import { postgresAnswers, startPostgres } from "./postgres.ts";
import { registryAnswers, requireBackwardCompatibility, startRegistry } from "./registry.ts";
import { EndedAtStart, type ServerProcess, untilHealthy } from "./server_process.ts";
import { localAddress, type Ports, type ServerName, TITLES } from "./servers.ts";

export interface LaunchPlan {
  readonly env: Environment;
  readonly data: DataFolder;
  readonly ports: Ports;
  readonly password: string;
  /** The servers to start; nobody listens on their ports. */
  readonly servers: ReadonlySet<ServerName>;
  /** The local broker's address where it runs already, perhaps on another port. */
  readonly runningKafka: string | undefined;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

const ANSWERS: Readonly<Record<ServerName, (address: string) => Promise<boolean>>> = {
  kafka: kafkaAnswers,
  registry: registryAnswers,
  connect: connectAnswers,
  postgres: postgresAnswers,
};

/** One attempt to get an answer from a local server. @param address value of the server's setting */
export async function answers(server: ServerName, address: string): Promise<boolean> {
  const port = Number(/:(\d+)(?:\/|$)/.exec(address)?.[1]);
  return await listens(port) && await ANSWERS[server](address);
}

/**
 * Starts servers in parallel.
 *
 * @param onSpawn is told of each process as soon as it runs
 * @throws what the first failing server failed with, at once; the others still run then
 */
export async function launch(
  plan: LaunchPlan,
  onSpawn: (process: ServerProcess) => Promise<void>,
): Promise<void> {
  const { servers, ports, onProgress, signal } = plan;
  const begun = performance.now();
  // One that fails must not leave the others waiting for what will never come.
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const starters = startersOf(plan);
  const bringUp = async (server: ServerName) => {
    try {
      const address = localAddress(server, ports, plan.password);
      await startOnceMore(async () => {
        const process = await starters[server]();
        await onSpawn(process);
        await untilHealthy(process, { answers: () => answers(server, address), onProgress, signal: either });
      }, onProgress);
      if (server === "registry") await requireBackwardCompatibility(address, either);
      onProgress(`${TITLES[server]} is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const results = await Promise.allSettled([...servers].map(bringUp));
  if (results.some((result) => result.status === "rejected")) throw either.reason;
}

/**
 * Runs a start, and runs it once more where the server ended before it answered: on a loaded machine one server may not
 * reach another in time. A full disk stays full, so that is not tried again.
 */
async function startOnceMore(start: () => Promise<void>, onProgress: (line: string) => void): Promise<void> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof EndedAtStart)) throw error;
    if (error.cause.code !== "UNHEALTHY") throw error.cause;
    onProgress(`${error.message}; starting it once more`);
  }
  try {
    await start();
  } catch (error) {
    throw error instanceof EndedAtStart ? error.cause : error;
  }
}

function startersOf(plan: LaunchPlan): Readonly<Record<ServerName, () => Promise<ServerProcess>>> {
  const { env, data, ports, password, onProgress } = plan;
  let found: Promise<JavaStack> | undefined;
  const java = () => found ??= findJavaStack(plan);
  const kafka: KafkaAddress = kafkaAddress(env) ??
    { brokers: [plan.runningKafka ?? localAddress("kafka", ports, password)], ssl: false };
  return {
    kafka: async () => await startKafka(await java()),
    registry: async () => await startRegistry(await java()),
    // At the same time as its broker: it asks until that one answers, and loads its classes meanwhile.
    connect: async () => await startConnect(await java(), kafka),
    postgres: async () => await startPostgres(data, ports.postgres, password, onProgress),
  };
}

async function findJavaStack({ env, data, ports, onProgress, signal }: LaunchPlan): Promise<JavaStack> {
  const [java, jars] = await Promise.all([findJava(env), findJars(data, env, onProgress, signal)]);
  return { java, jars, data, ports };
}
