/** The schema registry of the local stack: Apicurio, through its Confluent API. */
import { setGlobalCompatibility } from "../kafka/serdes/schema_registry.ts";
import { writeWhole, writing } from "../lib/files/files.ts";
import { answers } from "../lib/http/health.ts";
import { type JavaStack, startJava } from "./java_server.ts";
import { fillIn } from "./properties.ts";
import type { ServerProcess } from "./server_process.ts";
import template from "./registry.properties" with { type: "text" };

/** Starts the registry; it serves once `registryAnswers` says so. @throws CANNOT_WRITE */
export async function startRegistry(stack: JavaStack): Promise<ServerProcess> {
  const { data, jars, ports } = stack;
  await writing(data.path, () => Deno.mkdir(data.of("registry"), { recursive: true }));
  const settings = "run/registry.properties";
  await writeWhole(`${data.path}/${settings}`, fillIn(template, { REGISTRY_PORT: String(ports.registry) }));
  return await startJava("registry", stack, [
    `-Dsmallrye.config.locations=${settings}`,
    "-jar",
    jars.registryJar,
  ]);
}

/** Whether the registry lists its subjects. @param address of its Confluent API */
export async function registryAnswers(address: string): Promise<boolean> {
  return await answers(`${address}/subjects`);
}

/** The registry starts with no rule at all; a schema's next version must be able to read the last one's data. */
export async function requireBackwardCompatibility(address: string, signal?: AbortSignal): Promise<void> {
  await setGlobalCompatibility({ url: address }, "BACKWARD", signal);
}
