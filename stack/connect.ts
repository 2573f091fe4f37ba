/** The Kafka Connect worker of the local stack. */
import type { KafkaAddress } from "../lib/settings/kafka_address.ts";
import { writeWhole } from "../lib/files/files.ts";
import { type JavaStack, startJava } from "./java_server.ts";
import { fillIn, propertyLines } from "./properties.ts";
import { answers } from "../lib/http/health.ts";
import type { ServerProcess } from "./server_process.ts";
import template from "./connect.properties" with { type: "text" };

/** Starts the worker; it serves once `connectAnswers` says so. The brokers may come up meanwhile. @throws CANNOT_WRITE */
export async function startConnect(stack: JavaStack, kafka: KafkaAddress): Promise<ServerProcess> {
  const { data, jars, ports } = stack;
  const settings = "run/connect.properties";
  const text = fillIn(template, {
    KAFKA_BROKERS: kafka.brokers.join(","),
    CONNECT_PORT: String(ports.connect),
  });
  // The file may hold the broker's password.
  await writeWhole(`${data.path}/${settings}`, text + propertyLines(accessProperties(kafka)), 0o600);
  return await startJava("connect", stack, [
    "-cp",
    jars.classPath,
    "org.apache.kafka.connect.cli.ConnectDistributed",
    settings,
  ]);
}

/** Encryption and password, for the worker itself and for the clients of its connectors. */
export function accessProperties({ ssl, caFile, sasl }: KafkaAddress): Record<string, string> {
  if (!ssl && !sasl) return {};
  const access: Record<string, string> = {
    "security.protocol": sasl ? (ssl ? "SASL_SSL" : "SASL_PLAINTEXT") : "SSL",
  };
  if (ssl && caFile !== undefined) {
    access["ssl.truststore.type"] = "PEM";
    access["ssl.truststore.location"] = caFile;
  }
  if (sasl) {
    const login = sasl.mechanism === "plain" ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
    access["sasl.mechanism"] = sasl.mechanism.toUpperCase();
    access["sasl.jaas.config"] = `org.apache.kafka.common.security.${login} required ` +
      `username=${quoted(sasl.username)} password=${quoted(sasl.password)};`;
  }
  return Object.fromEntries(
    ["", "producer.", "consumer.", "admin."].flatMap((client) =>
      Object.entries(access).map(([name, value]) => [client + name, value])
    ),
  );
}

/** Whether the worker lists its connectors, which it does once it has joined its group. @param address http://host:port */
export async function connectAnswers(address: string): Promise<boolean> {
  return await answers(`${address}/connectors`);
}
