/** What went wrong with Kafka: whether trying again can help, and how to say it to a user. */
import type { KafkaAddress } from "../../lib/settings/kafka_address.ts";
import { type ErrorCode, TindahanError } from "../../orders/errors.ts";

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
const LOST_STANDING = [
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
];

/** Answers of brokers that are still starting, or that have just made a topic; kafkajs does not mark each as retriable. */
const NOT_READY = [
  "NOT_LEADER_FOR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "UNKNOWN_TOPIC_OR_PARTITION",
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
  "NOT_CONTROLLER",
  "REQUEST_TIMED_OUT",
  "REPLICA_NOT_AVAILABLE",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "KAFKA_STORAGE_ERROR",
  "FENCED_LEADER_EPOCH",
  "UNKNOWN_LEADER_EPOCH",
];

const TRANSIENT = new Set([...LOST_STANDING, ...NOT_READY]);

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
  return LOST_CONNECTION.has(innermost.name) || TRANSIENT.has(innermost.type ?? "") ||
    innermost.name.startsWith("KafkaJS") && innermost.retriable;
}

/** Whether a broker answered with one of these errors. @param types Kafka's own names of errors */
export function brokerAnswers(error: unknown, ...types: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  const { type, errors, cause } = error as { type?: unknown; errors?: unknown; cause?: unknown };
  if (typeof type === "string" && types.includes(type)) return true;
  return [cause, ...Array.isArray(errors) ? errors : []].some((inner) => brokerAnswers(inner, ...types));
}

/** How one kind of failure is told. The first kind that applies counts. */
interface Kind {
  readonly applies: (cause: Cause) => boolean;
  readonly code: ErrorCode;
  /** @param kafka `Kafka at` its brokers */
  readonly problem: (kafka: string, cause: Cause, address: KafkaAddress) => string;
  readonly remedy: string;
}

const KINDS: readonly Kind[] = [
  {
    applies: ({ name }) => name === "KafkaJSSASLAuthenticationError",
    code: "ACCESS_DENIED",
    problem: (kafka, _, { sasl }) =>
      `${kafka} refused the user name '${sasl?.username ?? ""}' or its password`,
    remedy:
      "check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM, or sasl.username, sasl.password and " +
      "sasl.mechanism in client.properties",
  },
  {
    applies: ({ type }) => type === "ILLEGAL_SASL_STATE" || type === "UNSUPPORTED_SASL_MECHANISM",
    code: "ACCESS_DENIED",
    problem: (kafka, _, { sasl }) => `${kafka} does not take a user name by SASL ${sasl?.mechanism ?? ""}`,
    remedy:
      "check KAFKA_SASL_MECHANISM, or sasl.mechanism in client.properties; where the brokers want no user name, unset " +
      "KAFKA_SASL_USERNAME, or set security.protocol to SSL or PLAINTEXT",
  },
  {
    applies: ({ message }) => /certificate|\bTLS\b|\bSSL\b/i.test(message),
    code: "ACCESS_DENIED",
    problem: (kafka, { message }) => `no encrypted connection to ${kafka}: ${message}`,
    remedy:
      "check KAFKA_SSL and KAFKA_SSL_CA, or security.protocol and ssl.ca.location in client.properties, or the " +
      "broker's certificate",
  },
  {
    applies: refusesAccess,
    code: "ACCESS_DENIED",
    problem: (kafka, { message }) => `${kafka} does not allow this: ${message}`,
    remedy:
      "grant the user the right it lacks, or name another one with KAFKA_SASL_USERNAME, or with sasl.username in " +
      "client.properties",
  },
  {
    // kafkajs does not say why: brokers that still load the groups say so, and brokers that allow no look at them too.
    applies: ({ name }) => name === "KafkaJSGroupCoordinatorNotFound",
    code: "UNREACHABLE",
    problem: (kafka) => `${kafka} names no coordinator for a consumer group or transactional id`,
    remedy:
      "grant the user its rights on them, see docs/confluent-cloud.md, or wait until the brokers are ready",
  },
  {
    applies: ({ name }) => LOST_CONNECTION.has(name),
    code: "UNREACHABLE",
    problem: (kafka, { message }) => `${kafka} does not answer: ${message}`,
    remedy:
      "check KAFKA_BROKERS and KAFKA_SSL, or bootstrap.servers and security.protocol in client.properties, or " +
      "start the local servers with 'deno task stack up'",
  },
  {
    applies: ({ type }) => type !== undefined,
    code: "SERVICE_FAILED",
    problem: (kafka, { type, message }) => `${kafka} answered ${type}: ${message}`,
    remedy: "run the same command again to continue where it stopped; the brokers' log says more",
  },
];

/** Turns what brokers answered into UNREACHABLE, ACCESS_DENIED or SERVICE_FAILED; everything else comes back as it is. */
export function explainKafkaError(error: unknown, address: KafkaAddress): unknown {
  const ours = tindahanErrorIn(error);
  if (ours !== undefined) return ours;
  const causes = causesOf(error);
  for (const { applies, code, problem, remedy } of KINDS) {
    const cause = causes.find(applies);
    if (cause === undefined) continue;
    const kafka = `Kafka at ${address.brokers.join(",")}`;
    return new TindahanError(code, problem(kafka, cause, address), remedy, { cause: error });
  }
  return error;
}

function refusesAccess({ type, name }: Cause): boolean {
  return name === "KafkaJSSASLAuthenticationError" || (type?.endsWith("_AUTHORIZATION_FAILED") ?? false);
}

/** The error and what it wraps, outermost first. kafkajs wraps with `cause`, and several at once with `errors`. */
function causesOf(error: unknown): Cause[] {
  return errorsIn(error).map((current) => {
    const { type, retriable } = current as { type?: unknown; retriable?: unknown };
    return {
      name: current.name,
      message: current.message.replaceAll("\n", " ").replace(/\.$/, ""),
      type: typeof type === "string" ? type : undefined,
      retriable: retriable === true,
    };
  });
}

/** An error of our own that kafkajs has wrapped on its way, as one from the mended decoder. */
function tindahanErrorIn(error: unknown): TindahanError | undefined {
  return errorsIn(error).find((current) => current instanceof TindahanError);
}

function errorsIn(error: unknown): Error[] {
  const found: Error[] = [];
  for (let current = error; current instanceof Error && found.length < 10; current = wrappedIn(current)) {
    found.push(current);
  }
  return found;
}

function wrappedIn(error: Error): unknown {
  const { errors } = error as { errors?: unknown };
  return error.cause ?? (Array.isArray(errors) ? errors[0] : undefined);
}
