/** What went wrong with Kafka: whether trying again can help, and how to say it to a user. */
import type { KafkaAddress } from "../../lib/settings/kafka_address.ts";
import { TindahanError } from "../../orders/errors.ts";

const LOST_CONNECTION = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSBrokerNotFound",
  "KafkaJSNoBrokerAvailableError",
  "KafkaJSGroupCoordinatorNotFound",
  "KafkaJSLockTimeout",
]);

/**
 * Refusals of one producer or group member, not of the work: a new producer that reads the committed offsets again can
 * go on. KAFKAJS_UNKNOWN_ERROR_CODE stands for codes younger than kafkajs, such as PRODUCER_FENCED.
 */
const LOST_STANDING = new Set([
  "INVALID_PRODUCER_EPOCH",
  "INVALID_PRODUCER_ID_MAPPING",
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "UNKNOWN_PRODUCER_ID",
  "INVALID_TXN_STATE",
  "CONCURRENT_TRANSACTIONS",
  "TRANSACTION_COORDINATOR_FENCED",
  "UNKNOWN_MEMBER_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "KAFKAJS_UNKNOWN_ERROR_CODE",
]);

interface Cause {
  readonly name: string;
  readonly message: string;
  /** Kafka's own name of the error, where a broker answered with one. */
  readonly type: string | undefined;
  readonly retriable: boolean;
}

/** Whether starting over, with a new producer and from the committed offsets, can mend the failure. */
export function isTransient(error: unknown): boolean {
  const ours = tindahanErrorIn(error);
  if (ours !== undefined) return ours.code === "UNREACHABLE";
  const innermost = causesOf(error).at(-1);
  if (innermost === undefined || refusesAccess(innermost)) return false;
  return LOST_CONNECTION.has(innermost.name) || LOST_STANDING.has(innermost.type ?? "") ||
    innermost.name.startsWith("KafkaJS") && innermost.retriable;
}

/** Turns what brokers answered into UNREACHABLE, ACCESS_DENIED or SERVICE_FAILED; everything else comes back as it is. */
export function explainKafkaError(error: unknown, address: KafkaAddress): unknown {
  const ours = tindahanErrorIn(error);
  if (ours !== undefined) return ours;
  const brokers = address.brokers.join(",");
  const causes = causesOf(error);
  if (causes.some(({ name }) => name === "KafkaJSSASLAuthenticationError")) {
    return new TindahanError(
      "ACCESS_DENIED",
      `Kafka at ${brokers} refused the user name '${address.sasl?.username ?? ""}' or its password`,
      "check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM, or sasl.username, sasl.password and " +
        "sasl.mechanism in client.properties",
      { cause: error },
    );
  }
  if (causes.some(refusesSasl)) {
    return new TindahanError(
      "ACCESS_DENIED",
      `Kafka at ${brokers} does not take a user name by SASL ${address.sasl?.mechanism ?? ""}`,
      "check KAFKA_SASL_MECHANISM, or sasl.mechanism in client.properties; where the brokers want no user name, unset " +
        "KAFKA_SASL_USERNAME, or set security.protocol to SSL or PLAINTEXT",
      { cause: error },
    );
  }
  const distrust = causes.find(({ message }) => /certificate|\bTLS\b|\bSSL\b/i.test(message));
  if (distrust !== undefined) {
    return new TindahanError(
      "ACCESS_DENIED",
      `no encrypted connection to Kafka at ${brokers}: ${distrust.message}`,
      "check KAFKA_SSL and KAFKA_SSL_CA, or security.protocol and ssl.ca.location in client.properties, or the " +
        "broker's certificate",
      { cause: error },
    );
  }
  const refusal = causes.find(refusesAccess);
  if (refusal !== undefined) {
    return new TindahanError(
      "ACCESS_DENIED",
      `Kafka at ${brokers} does not allow this: ${refusal.message}`,
      "grant the user the right it lacks, or name another one with KAFKA_SASL_USERNAME, or with sasl.username in " +
        "client.properties",
      { cause: error },
    );
  }
  // kafkajs keeps to itself why: brokers that still load the groups say so, and brokers that allow no look at them too.
  if (causes.some(({ name }) => name === "KafkaJSGroupCoordinatorNotFound")) {
    return new TindahanError(
      "UNREACHABLE",
      `Kafka at ${brokers} names no coordinator for a consumer group or transactional id`,
      "grant the user its rights on them, see docs/confluent-cloud.md, or wait until the brokers are ready",
      { cause: error },
    );
  }
  const lost = causes.find(({ name }) => LOST_CONNECTION.has(name));
  if (lost !== undefined) {
    return new TindahanError(
      "UNREACHABLE",
      `Kafka at ${brokers} does not answer: ${lost.message}`,
      "check KAFKA_BROKERS and KAFKA_SSL, or bootstrap.servers and security.protocol in client.properties, or start " +
        "the local servers with 'deno task stack up'",
      { cause: error },
    );
  }
  const answer = causes.find(({ type }) => type !== undefined);
  if (answer !== undefined) {
    return new TindahanError(
      "SERVICE_FAILED",
      `Kafka at ${brokers} answered ${answer.type}: ${answer.message}`,
      "run the same command again to continue where it stopped; the brokers' log says more",
      { cause: error },
    );
  }
  return error;
}

function refusesSasl({ type }: Cause): boolean {
  return type === "ILLEGAL_SASL_STATE" || type === "UNSUPPORTED_SASL_MECHANISM";
}

function refusesAccess({ type, name }: Cause): boolean {
  return name === "KafkaJSSASLAuthenticationError" || (type?.endsWith("_AUTHORIZATION_FAILED") ?? false);
}

/** The error and what it wraps, outermost first. kafkajs wraps with `cause`, and several at once with `errors`. */
function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let current = error; current instanceof Error && causes.length < 10; current = wrappedIn(current)) {
    const { type, retriable } = current as { type?: unknown; retriable?: unknown };
    causes.push({
      name: current.name,
      message: current.message.replaceAll("\n", " ").replace(/\.$/, ""),
      type: typeof type === "string" ? type : undefined,
      retriable: retriable === true,
    });
  }
  return causes;
}

/** An error of our own that kafkajs has wrapped on its way, as one from the mended decoder. */
function tindahanErrorIn(error: unknown): TindahanError | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 10; depth++) {
    if (current instanceof TindahanError) return current;
    current = wrappedIn(current);
  }
  return undefined;
}

function wrappedIn(error: Error): unknown {
  const { errors } = error as { errors?: unknown };
  return error.cause ?? (Array.isArray(errors) ? errors[0] : undefined);
}
