/** The Kafka client of every service: kafkajs with settings for many small transactions, quiet on a terminal. */
import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import type { KafkaAddress } from "../../lib/settings/kafka_address.ts";
import { mendKafkajs } from "./repairs/mend_kafkajs.ts";
import { readCertificates } from "../../lib/http/certificates.ts";
import { explainKafkaError } from "./failures.ts";
import { clientOf, type KafkaClient } from "./kafka_client.ts";
import { logLine } from "./log.ts";

/**
 * Waits of the client's own retries, about five seconds in all: long enough for a coordinator that loads or a
 * transaction that ends, short enough for a user who named the wrong broker. The first wait is short because a
 * transaction that follows another one closely is refused until the first one's markers are written.
 */
export const RETRY = { initialRetryTime: 20, multiplier: 2, maxRetryTime: 1000, retries: 10 } as const;

/**
 * A client for the given brokers; nothing is connected yet.
 *
 * Each member of a consumer group takes a client of its own: consumers of one client share their view of the
 * group's offsets.
 *
 * @param clientId name of the service, as brokers log it
 */
export function kafkaClient(address: KafkaAddress, clientId: string): KafkaClient {
  mendKafkajs();
  return clientOf(
    new Kafka({
      clientId,
      brokers: [...address.brokers],
      ssl: encryptionOf(address),
      ...(address.sasl === undefined ? {} : { sasl: saslOptions(address.sasl) }),
      connectionTimeout: 3000,
      retry: RETRY,
      logLevel: logLevel.WARN,
      logCreator: () => (entry) => {
        const line = logLine(entry);
        // On a terminal, what matters reaches the user as the one line of a TindahanError.
        if (line !== undefined && !Deno.stderr.isTerminal()) console.error(line);
      },
    }),
  );
}

/**
 * Runs work with a client.
 *
 * @throws UNREACHABLE, ACCESS_DENIED or SERVICE_FAILED with the brokers' address, in place of kafkajs's own errors
 */
export async function withKafka<Result>(
  address: KafkaAddress,
  clientId: string,
  work: (kafka: KafkaClient) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(kafkaClient(address, clientId));
  } catch (error) {
    throw explainKafkaError(error, address);
  }
}

function encryptionOf({ ssl, caFile }: KafkaAddress): boolean | { ca: string } {
  if (!ssl || caFile === undefined) return ssl;
  return { ca: readCertificates(caFile, "KAFKA_SSL_CA, or with ssl.ca.location in client.properties") };
}

/** The same three values, in the form in which kafkajs types them. */
function saslOptions({ mechanism, username, password }: NonNullable<KafkaAddress["sasl"]>): SASLOptions {
  switch (mechanism) {
    case "plain":
      return { mechanism, username, password };
    case "scram-sha-256":
      return { mechanism, username, password };
    case "scram-sha-512":
      return { mechanism, username, password };
  }
}
