/** A real broker that asks for encryption and passwords, on ports of a test's own. */
import { setTimeout as delay } from "node:timers/promises";
import { dataFolderOf, prepareDataFolder } from "../../lib/files/data_folder.ts";
import { findJars } from "../../stack/jars.ts";
import { findJava } from "../../stack/java.ts";
import { javaProgram } from "../../stack/java_server.ts";
import { kafkaAnswers } from "../../stack/kafka.ts";
import { spawnSupervised } from "../../lib/processes/supervisor.ts";
import type { Certificates } from "./certificates.ts";

/** A broker on a busy machine; what takes longer hangs. */
const TIMEOUT_MS = 180_000;

/** May do anything. */
export const USER = "shop";
/** May do what it is allowed; has the same password, by SCRAM alone. */
export const CLERK = "clerk";
/** Of the characters that a cloud's secrets hold. */
export const PASSWORD = "s3=cr/et+";

export interface SecuredKafka {
  /** host:port of each listener. This one lets anybody do anything. */
  readonly inside: string;
  readonly tls: string;
  readonly expired: string;
  /** SASL over TLS: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
  readonly login: string;
  /** The same without encryption. */
  readonly openLogin: string;
  stop(): Promise<void>;
}

/** Formats and starts the broker, and waits until it serves. @param port first of ten free ones */
export async function startSecuredKafka(
  folder: string,
  port: number,
  certificates: Certificates,
): Promise<SecuredKafka> {
  const env = { get: (name: string) => name === "TINDAHAN_DATA" ? `${folder}/broker` : Deno.env.get(name) };
  const data = dataFolderOf(env);
  await prepareDataFolder(data);
  const [java, jars] = await Promise.all([findJava(env), findJars(data, env, () => {})]);
  const settings = `${folder}/server.properties`;
  await Deno.writeTextFile(settings, propertiesFor(folder, port, certificates));
  const log = data.log("kafka");
  const run = async (...args: string[]) =>
    spawnSupervised(await javaProgram("kafka", { java, jars, data }, ["-cp", jars.classPath, ...args]));
  const scram = ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) =>
    [USER, CLERK].flatMap((name) => ["--add-scram", `${mechanism}=[name="${name}",password="${PASSWORD}"]`])
  );
  const format = [
    "kafka.tools.StorageTool",
    "format",
    "-t",
    "MkU3OEVBNTcwNTJENDM2Qk",
    "-c",
    settings,
    ...scram,
  ];
  const formatter = await run(...format);
  const late = setTimeout(() => formatter.terminate(), TIMEOUT_MS);
  Deno.unrefTimer(late);
  const { code } = await formatter.status;
  clearTimeout(late);
  if (code !== 0) throw new Error(await Deno.readTextFile(log));
  const broker = await run("kafka.Kafka", settings);
  let ended = false;
  broker.status.then(() => ended = true);
  const deadline = performance.now() + TIMEOUT_MS;
  while (!await kafkaAnswers(`127.0.0.1:${port}`)) {
    const isLate = performance.now() > deadline;
    if (isLate) await broker.terminate();
    if (isLate || ended) throw new Error(await Deno.readTextFile(log));
    await delay(100);
  }
  const at = (offset: number) => `127.0.0.1:${port + offset}`;
  return {
    inside: at(0),
    tls: at(2),
    expired: at(3),
    login: at(4),
    openLogin: at(5),
    stop: () => broker.terminate(),
  };
}

function propertiesFor(folder: string, port: number, { good, expired }: Certificates): string {
  const listeners = ["INSIDE", "CONTROLLER", "TLS", "EXPIRED", "LOGIN", "OPENLOGIN"];
  const addresses = listeners.map((name, offset) => `${name}://127.0.0.1:${port + offset}`);
  const logins = ["login", "openlogin"].flatMap((listener) => {
    const name = `listener.name.${listener}`;
    const module = "org.apache.kafka.common.security";
    return [
      `${name}.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512`,
      `${name}.plain.sasl.jaas.config=${module}.plain.PlainLoginModule required user_${USER}="${PASSWORD}";`,
      `${name}.scram-sha-256.sasl.jaas.config=${module}.scram.ScramLoginModule required;`,
      `${name}.scram-sha-512.sasl.jaas.config=${module}.scram.ScramLoginModule required;`,
    ];
  });
  const keys = ([["tls", good], ["expired", expired], ["login", good]] as const).flatMap((
    [listener, { both }],
  ) => [
    `listener.name.${listener}.ssl.keystore.type=PEM`,
    `listener.name.${listener}.ssl.keystore.location=${both}`,
  ]);
  return [
    "process.roles=broker,controller",
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    `super.users=User:ANONYMOUS;User:${USER}`,
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${port + 1}`,
    "controller.listener.names=CONTROLLER",
    "inter.broker.listener.name=INSIDE",
    `listeners=${addresses.join(",")}`,
    `advertised.listeners=${addresses.filter((address) => !address.startsWith("CONTROLLER")).join(",")}`,
    "listener.security.protocol.map=INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,EXPIRED:SSL,LOGIN:SASL_SSL," +
    "OPENLOGIN:SASL_PLAINTEXT",
    `log.dirs=${folder}/kafka`,
    ...["offsets.topic", "transaction.state.log", "share.coordinator.state.topic"].flatMap((topic) => [
      `${topic}.replication.factor=1`,
      `${topic}.num.partitions=1`,
    ]),
    "transaction.state.log.min.isr=1",
    "group.initial.rebalance.delay.ms=0",
    "log.cleaner.dedupe.buffer.size=4194304",
    ...keys,
    ...logins,
    "",
  ].join("\n");
}
