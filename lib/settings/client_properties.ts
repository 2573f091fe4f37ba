/** Confluent's `client.properties`, as Java clients and librdkafka read it, in terms of this project's settings. */
import { TindahanError } from "../../orders/errors.ts";
import { brokersIn, isBroker } from "./kafka_address.ts";
import { overlay } from "./overlay.ts";
import type { Environment, SettingName } from "./settings.ts";
import { parseHttpAddress } from "../http/http_address.ts";
import { withoutPassword } from "./without_password.ts";

/** The settings that such a file stands for. They belong together: one that it does not give is unset. */
const KAFKA_SETTINGS = [
  "KAFKA_BROKERS",
  "KAFKA_SSL",
  "KAFKA_SSL_CA",
  "KAFKA_SASL_MECHANISM",
  "KAFKA_SASL_USERNAME",
  "KAFKA_SASL_PASSWORD",
] as const satisfies readonly SettingName[];
const REGISTRY_SETTINGS = [
  "SCHEMA_REGISTRY_URL",
  "SCHEMA_REGISTRY_USERNAME",
  "SCHEMA_REGISTRY_PASSWORD",
  "SCHEMA_REGISTRY_SSL_CA",
] as const satisfies readonly SettingName[];

/** Values of settings; an empty one says that the setting is not given. */
export type GivenSettings = Readonly<Partial<Record<SettingName, string>>>;

/** What a file gives on top of an environment. @throws BAD_CALL when it cannot be read or used */
export function withClientProperties(env: Environment, file: string | undefined): Environment {
  if (file === undefined) return env;
  return overlay(readClientProperties(file), env);
}

/** The settings of a file. @throws BAD_CALL when it cannot be read or used */
export function readClientProperties(file: string): GivenSettings {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw unusable(file, `cannot be read: ${reason}`);
  }
  return settingsOf(parseProperties(text), file);
}

/**
 * The settings that properties stand for. Tuning that concerns other clients is passed over; what would change how a
 * connection is secured, and cannot be followed, is refused.
 *
 * @param file for messages
 * @throws BAD_CALL
 */
export function settingsOf(properties: ReadonlyMap<string, string>, file: string): GivenSettings {
  const get = (...names: string[]) => names.map((name) => properties.get(name)).find((value) => value);
  const servers = brokersIn(get("bootstrap.servers") ?? "");
  if (servers.length === 0) throw unusable(file, "names no bootstrap.servers");
  for (const name of properties.keys()) {
    if (/^(schema\.registry\.ssl|ssl|sasl|bearer\.auth)\./.test(name) && !UNDERSTOOD.has(name)) {
      throw unusable(file, `sets ${name}, which this project cannot follow`);
    }
  }
  const protocol = get("security.protocol")?.toUpperCase() ?? "PLAINTEXT";
  if (!/^(SASL_)?(PLAINTEXT|SSL)$/.test(protocol)) {
    throw unusable(file, `sets security.protocol to '${protocol}'`);
  }
  const login = protocol.startsWith("SASL_") ? loginOf(properties, file) : {};
  const registry = get("schema.registry.url");
  if (registry !== undefined && parseHttpAddress(registry) === undefined) {
    throw unusable(
      file,
      `sets schema.registry.url to '${withoutPassword(registry)}', not http(s)://host:port`,
    );
  }
  return {
    ...unset(KAFKA_SETTINGS),
    KAFKA_BROKERS: servers.map((server) => brokerOf(server, protocol, file)).join(","),
    KAFKA_SSL: String(protocol.endsWith("SSL")),
    KAFKA_SSL_CA: caOf(properties, "ssl", file),
    ...login,
    ...(registry === undefined ? {} : {
      ...unset(REGISTRY_SETTINGS),
      SCHEMA_REGISTRY_URL: registry,
      SCHEMA_REGISTRY_SSL_CA: caOf(properties, "schema.registry.ssl", file),
      ...userOf(properties, file),
    }),
  };
}

const UNDERSTOOD = new Set([
  "sasl.mechanism",
  "sasl.mechanisms",
  "sasl.username",
  "sasl.password",
  "sasl.jaas.config",
  ...["ssl", "schema.registry.ssl"].flatMap((prefix) => [
    `${prefix}.ca.location`,
    `${prefix}.truststore.location`,
    `${prefix}.truststore.type`,
  ]),
  // Both are how we connect anyhow.
  "ssl.endpoint.identification.algorithm",
  "ssl.protocol",
]);

function unset(names: readonly SettingName[]): GivenSettings {
  return Object.fromEntries(names.map((name) => [name, ""]));
}

/** Confluent's CLI prints endpoints with their protocol in front, and Java and librdkafka take them so. */
function brokerOf(server: string, protocol: string, file: string): string {
  const [, own, broker] = /^(?:((?:SASL_)?(?:PLAINTEXT|SSL)):\/\/)?(.*)$/i.exec(server)!;
  if (!isBroker(broker!)) {
    throw unusable(file, `holds '${withoutPassword(server)}' in bootstrap.servers, not host:port`);
  }
  if (own === undefined || own.toUpperCase() === protocol) return broker!;
  throw unusable(
    file,
    `holds '${withoutPassword(server)}' in bootstrap.servers, but its security.protocol is ${protocol}`,
  );
}

/** librdkafka has a property for each; Java packs user and password into a line for its login module. */
function loginOf(properties: ReadonlyMap<string, string>, file: string): GivenSettings {
  const mechanism = properties.get("sasl.mechanism") ?? properties.get("sasl.mechanisms") ?? "";
  if (!/^(plain|scram-sha-(256|512))$/i.test(mechanism)) {
    throw unusable(file, `sets sasl.mechanism to '${mechanism}', not PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512`);
  }
  const jaas = properties.get("sasl.jaas.config") ?? "";
  const username = properties.get("sasl.username") ?? jaasOption(jaas, "username");
  const password = properties.get("sasl.password") ?? jaasOption(jaas, "password");
  if (!username || password === undefined) throw unusable(file, "gives no sasl.username and sasl.password");
  return {
    KAFKA_SASL_MECHANISM: mechanism.toLowerCase(),
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  };
}

function jaasOption(jaas: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)')`).exec(
    jaas,
  );
  return (match?.[1] ?? match?.[2])?.replaceAll(/\\(.)/g, "$1");
}

function caOf(
  properties: ReadonlyMap<string, string>,
  prefix: "ssl" | "schema.registry.ssl",
  file: string,
): string {
  const location = properties.get(`${prefix}.ca.location`);
  if (location) return location;
  const truststore = properties.get(`${prefix}.truststore.location`);
  if (!truststore) return "";
  if (properties.get(`${prefix}.truststore.type`)?.toUpperCase() === "PEM") return truststore;
  throw unusable(file, `names ${truststore}, a truststore that is not of type PEM`);
}

function userOf(properties: ReadonlyMap<string, string>, file: string): GivenSettings {
  const prefixed = "schema.registry.basic.auth.user.info";
  const user = properties.get("basic.auth.user.info") ?? properties.get(prefixed);
  const source = properties.get("basic.auth.credentials.source") ?? "USER_INFO";
  if (source !== "USER_INFO" && source !== "URL") {
    throw unusable(file, `sets basic.auth.credentials.source to '${source}'`);
  }
  // The address may hold a user too, which counts where this is not given.
  if (!user || source === "URL") return {};
  const colon = user.indexOf(":");
  if (colon < 1) throw unusable(file, "gives a basic.auth.user.info that is not user:password");
  return {
    SCHEMA_REGISTRY_USERNAME: user.slice(0, colon),
    SCHEMA_REGISTRY_PASSWORD: user.slice(colon + 1),
  };
}

/** Java's properties format: comments, three separators, continued lines, escapes. The last value of a name counts. */
export function parseProperties(text: string): Map<string, string> {
  const lines = text.replaceAll("\r\n", "\n").replaceAll(/(?<=(?:^|[^\\])(?:\\\\)*)\\\n[ \t]*/g, "").split(
    "\n",
  );
  const properties = new Map<string, string>();
  for (const line of lines.map((line) => line.trimStart())) {
    if (line === "" || line.startsWith("#") || line.startsWith("!")) continue;
    const [, name = "", value = ""] = /^((?:\\.|[^\\=:\s])*)\s*[=:]?\s*(.*)$/.exec(line) ?? [];
    properties.set(unescape(name), unescape(value).trimEnd());
  }
  return properties;
}

function unescape(text: string): string {
  const controls: Record<string, string> = { n: "\n", t: "\t", r: "\r", f: "\f" };
  return text.replaceAll(
    /\\u([0-9a-fA-F]{4})|\\(.)/g,
    (_, code: string | undefined, char: string) =>
      code === undefined ? controls[char] ?? char : String.fromCharCode(parseInt(code, 16)),
  );
}

function unusable(file: string, problem: string): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `${file} ${problem}`,
    "give --config a client.properties file, see docs/confluent-cloud.md",
  );
}
