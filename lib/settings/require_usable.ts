/** Judges the settings of servers before any server is started or asked. */
import { readCertificates } from "../http/certificates.ts";
import { databaseAddress } from "./database_address.ts";
import { connectAddress, ksqldbAddress, registryAddress } from "./http_addresses.ts";
import { kafkaAddress } from "./kafka_address.ts";
import type { Environment } from "./settings.ts";

/** The servers that the environment can name. */
export type NamedServer = "kafka" | "registry" | "connect" | "ksqldb" | "postgres";

const READ: Readonly<Record<NamedServer, (env: Environment) => void>> = {
  kafka(env) {
    const address = kafkaAddress(env);
    if (address?.ssl && address.caFile) readCertificates(address.caFile, "KAFKA_SSL_CA");
  },
  registry(env) {
    const address = registryAddress(env);
    if (address?.caFile) readCertificates(address.caFile, "SCHEMA_REGISTRY_SSL_CA");
  },
  connect: connectAddress,
  ksqldb: ksqldbAddress,
  postgres: databaseAddress,
};

/**
 * Reads the settings of the servers that a run will use; a server that is not named is fine.
 *
 * @throws BAD_CALL for the first value that cannot be used
 */
export function requireUsable(env: Environment, servers: readonly NamedServer[]): void {
  for (const server of servers) READ[server](env);
}
