/** The broker of the local stack: formats its storage once, starts it, and asks whether it serves. */
import { isFile, removeIfPresent, writeWhole, writing } from "../lib/files/files.ts";
import { javaProgram, type JavaStack, startJava } from "./java_server.ts";
import { spawnSupervised } from "../lib/processes/supervisor.ts";
import { fillIn } from "./properties.ts";
import { type ServerProcess, unhealthy } from "./server_process.ts";
import template from "./kafka.properties" with { type: "text" };

/** Starts the broker; it serves once `kafkaAnswers` says so. @throws UNHEALTHY, CANNOT_WRITE */
export async function startKafka(stack: JavaStack): Promise<ServerProcess> {
  if (!await isFile(`${stack.data.of("kafka")}/meta.properties`)) await format(stack);
  const settings = "run/kafka.properties";
  await writeWhole(`${stack.data.path}/${settings}`, propertiesFor(stack, "kafka"));
  return await startJava("kafka", stack, ["-cp", stack.jars.classPath, "kafka.Kafka", settings]);
}

/** Formats a folder aside, so that a kill in between leaves none that is half formatted. */
async function format(stack: JavaStack): Promise<void> {
  const { data, jars } = stack;
  const aside = `${data.of("kafka")}.new`;
  const log = data.log("kafka");
  await removeIfPresent(aside);
  await writing(aside, () => Deno.mkdir(aside));
  const settings = "run/kafka-format.properties";
  await writeWhole(`${stack.data.path}/${settings}`, propertiesFor(stack, "kafka.new"));
  const clusterId = clusterIdOf(crypto.getRandomValues(new Uint8Array(16)));
  const tool = spawnSupervised(
    await javaProgram("kafka", stack, [
      "-cp",
      jars.classPath,
      "kafka.tools.StorageTool",
      "format",
      "-t",
      clusterId,
      "-c",
      settings,
    ]),
  );
  const { code } = await tool.status;
  if (code !== 0) throw await unhealthy("kafka", "could not format its storage", log);
  await removeIfPresent(data.of("kafka"));
  await writing(data.path, () => Deno.rename(aside, data.of("kafka")));
}

/**
 * A cluster's id as Kafka writes it, 22 characters. It never begins with a dash: Kafka's tools would take it for an option.
 *
 * @param bytes 16 random ones
 */
export function clusterIdOf(bytes: Uint8Array): string {
  // Without its highest bit the first byte begins with a letter.
  return bytes.with(0, bytes[0]! & 0x7f).toBase64({ alphabet: "base64url", omitPadding: true });
}

function propertiesFor({ ports }: JavaStack, folder: string): string {
  return fillIn(template, {
    KAFKA_PORT: String(ports.kafka),
    CONTROLLER_PORT: String(ports.controller),
    LOG_FOLDER: folder,
  });
}

/** Whether the local broker answers a metadata request and knows of a broker: itself. @param address host:port */
export async function kafkaAnswers(address: string): Promise<boolean> {
  const port = Number(address.split(":").at(-1));
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const timer = setTimeout(() => connection.close(), 2000);
    try {
      await writeAll(connection, METADATA_REQUEST);
      const answer = await readExactly(connection, 16);
      // Length, correlation id, throttle time, number of brokers.
      return new DataView(answer.buffer).getInt32(12) > 0;
    } finally {
      clearTimeout(timer);
    }
  } catch {
    return false;
  }
}

/** Metadata, version 4, for no topic: length, key 3, version, correlation id, client id, topics, auto-creation off. */
const METADATA_REQUEST = Uint8Array.of(
  ...[0, 0, 0, 21, 0, 3, 0, 4, 0, 0, 0, 7],
  ...[0, 6, ...new TextEncoder().encode("health")],
  ...[0, 0, 0, 0, 0],
);

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

async function readExactly(connection: Deno.Conn, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let got = 0; got < length;) {
    const more = await connection.read(bytes.subarray(got));
    if (more === null) throw new Deno.errors.UnexpectedEof("the broker closed the connection");
    got += more;
  }
  return bytes;
}
