/** The four servers of the local stack: their names, ports and addresses. */
import { connectAddress, registryAddress } from "../lib/settings/http_addresses.ts";
import { databaseAddress } from "../lib/settings/database_address.ts";
import { type Environment, portBase, value } from "../lib/settings/settings.ts";
import { kafkaAddress } from "../lib/settings/kafka_address.ts";

/** In the order in which a person thinks of them; every list of servers keeps it. */
export const SERVERS = ["kafka", "registry", "connect", "postgres"] as const;
export type ServerName = typeof SERVERS[number];

/** What each server is called in a sentence. */
export const TITLES: Readonly<Record<ServerName, string>> = {
  kafka: "Kafka",
  registry: "Schema Registry",
  connect: "Kafka Connect",
  postgres: "PostgreSQL",
};

/** The setting that names each server, for every task that uses it. */
export const ADDRESS_SETTINGS = {
  kafka: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
  connect: "CONNECT_URL",
  postgres: "DATABASE_URL",
} as const satisfies Record<ServerName, string>;

export interface Ports extends Readonly<Record<ServerName, number>> {
  /** Kafka's second port, where the broker talks to the controller. */
  readonly controller: number;
}

/** Ports of the local servers, from the first of ten. @throws BAD_CALL when TINDAHAN_PORT cannot be used. */
export function portsOf(env: Environment): Ports {
  const base = portBase(env);
  return { kafka: base, controller: base + 1, registry: base + 2, connect: base + 3, postgres: base + 4 };
}

/** The ports that one server listens on, its main one first. */
export function portsOfServer(server: ServerName, ports: Ports): readonly number[] {
  return server === "kafka" ? [ports.kafka, ports.controller] : [ports[server]];
}

/** The value of a local server's setting. @param password the database's */
export function localAddress(server: ServerName, ports: Ports, password: string): string {
  switch (server) {
    case "kafka":
      return `127.0.0.1:${ports.kafka}`;
    case "registry":
      return `http://127.0.0.1:${ports.registry}/apis/ccompat/v7`;
    case "connect":
      return `http://127.0.0.1:${ports.connect}`;
    case "postgres":
      // Said, so that a PGSSLMODE meant for other servers is not followed here.
      return `postgres://${DATABASE}:${password}@127.0.0.1:${ports.postgres}/${DATABASE}?sslmode=disable`;
  }
}

/** Name of the local database and of its owner. */
export const DATABASE = "tindahan";

/**
 * The value of the setting of a server that the environment names, its password included, or `undefined` where it names
 * none.
 * @throws BAD_CALL when a value cannot be used.
 */
export function remoteAddress(server: ServerName, env: Environment): string | undefined {
  switch (server) {
    case "kafka":
      return kafkaAddress(env)?.brokers.join(",");
    case "registry":
      return registryAddress(env) && value(env, "SCHEMA_REGISTRY_URL");
    case "connect":
      return connectAddress(env) && value(env, "CONNECT_URL");
    case "postgres":
      return databaseAddress(env)?.url;
  }
}
