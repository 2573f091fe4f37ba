import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { brokerAnswers, explainKafkaError, isTransient } from "./failures.ts";

/** An error of the shape that kafkajs throws, without loading kafkajs. */
function kafkaError(name: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`${name} said.`), { name, ...more });
}

const protocolError = (type: string, retriable = false) =>
  kafkaError("KafkaJSProtocolError", { type, retriable });
const exhausted = (cause: Error) => kafkaError("KafkaJSNumberOfRetriesExceeded", { retriable: false, cause });

const ADDRESS = {
  brokers: ["a:9092", "b:9092"],
  ssl: false,
  sasl: { mechanism: "plain", username: "maria", password: "secret" },
} as const;

function codeOf(error: unknown): string {
  const explained = explainKafkaError(error, ADDRESS);
  assert.ok(explained instanceof TindahanError);
  return explained.code;
}

Deno.test("explainKafkaError() names rights where no coordinator is found, which may still come", () => {
  const error = exhausted(kafkaError("KafkaJSGroupCoordinatorNotFound"));
  assert.ok(isTransient(error));
  const explained = explainKafkaError(error, ADDRESS);
  assert.ok(explained instanceof TindahanError);
  assert.equal(explained.code, "UNREACHABLE");
  assert.match(explained.remedy, /rights/);
});

Deno.test("isTransient() is true for lost connections, retriable answers and lost standing, however wrapped", () => {
  for (
    const error of [
      kafkaError("KafkaJSConnectionClosedError", { retriable: true }),
      kafkaError("KafkaJSRequestTimeoutError"),
      protocolError("NOT_LEADER_FOR_PARTITION", true),
      protocolError("INVALID_PRODUCER_EPOCH"),
      protocolError("UNKNOWN_MEMBER_ID"),
      // Brokers that are still starting.
      protocolError("NOT_LEADER_FOR_PARTITION"),
      protocolError("UNKNOWN_TOPIC_OR_PARTITION"),
      protocolError("GROUP_LOAD_IN_PROGRESS"),
      protocolError("NOT_CONTROLLER"),
      protocolError("KAFKAJS_UNKNOWN_ERROR_CODE"),
      new TindahanError("UNREACHABLE", "the registry is away", "start it"),
    ]
  ) {
    assert.ok(isTransient(error), error.message);
    if (!(error instanceof TindahanError)) assert.ok(isTransient(exhausted(error)), error.message);
  }
});

Deno.test("isTransient() is false for refusals and faults, which would come again", () => {
  for (
    const error of [
      protocolError("MESSAGE_TOO_LARGE"),
      protocolError("TOPIC_AUTHORIZATION_FAILED"),
      kafkaError("KafkaJSSASLAuthenticationError"),
      exhausted(protocolError("UNSUPPORTED_VERSION")),
      new TypeError("a fault of ours"),
      new TindahanError("BAD_DATA", "no totals", "start anew"),
      "not even an error",
    ]
  ) assert.ok(!isTransient(error), String(error));
});

Deno.test("explainKafkaError() names the brokers that do not answer", () => {
  const error = explainKafkaError(exhausted(kafkaError("KafkaJSConnectionError")), ADDRESS);
  assert.ok(error instanceof TindahanError);
  assert.equal(error.code, "UNREACHABLE");
  assert.equal(error.message, "Kafka at a:9092,b:9092 does not answer: KafkaJSConnectionError said");
});

Deno.test("explainKafkaError() tells a wrong password from a missing right, and keeps the password to itself", () => {
  assert.equal(codeOf(exhausted(kafkaError("KafkaJSSASLAuthenticationError"))), "ACCESS_DENIED");
  assert.equal(codeOf(protocolError("GROUP_AUTHORIZATION_FAILED")), "ACCESS_DENIED");
  const error = explainKafkaError(kafkaError("KafkaJSSASLAuthenticationError"), ADDRESS);
  assert.ok(
    error instanceof TindahanError && error.message.includes("maria") && !error.message.includes("secret"),
  );
});

Deno.test("explainKafkaError() says so when the brokers take no user name, or not in this way", () => {
  for (const type of ["ILLEGAL_SASL_STATE", "UNSUPPORTED_SASL_MECHANISM"]) {
    const error = explainKafkaError(protocolError(type), ADDRESS);
    assert.ok(error instanceof TindahanError && error.code === "ACCESS_DENIED");
    assert.match(error.message, /does not take a user name by SASL plain$/);
  }
});

Deno.test("explainKafkaError() looks into several errors at once", () => {
  const several = kafkaError("KafkaJSAggregateError", {
    errors: [protocolError("CLUSTER_AUTHORIZATION_FAILED")],
  });
  assert.equal(codeOf(several), "ACCESS_DENIED");
});

Deno.test("explainKafkaError() passes on any other answer of a broker without a stack trace", () => {
  const error = explainKafkaError(exhausted(protocolError("MESSAGE_TOO_LARGE")), ADDRESS);
  assert.ok(error instanceof TindahanError && error.code === "SERVICE_FAILED");
  assert.equal(error.message, "Kafka at a:9092,b:9092 answered MESSAGE_TOO_LARGE: KafkaJSProtocolError said");
});

Deno.test("explainKafkaError() gives everything else back as it is", () => {
  const fault = new TypeError("a fault of ours");
  const ours = new TindahanError("BAD_DATA", "no totals", "start anew");
  assert.equal(explainKafkaError(fault, ADDRESS), fault);
  assert.equal(explainKafkaError(ours, ADDRESS), ours);
});

Deno.test("explainKafkaError() names the variable and the property, whichever the user set", () => {
  const cases: [Error, string[]][] = [
    [
      kafkaError("KafkaJSSASLAuthenticationError"),
      ["KAFKA_SASL_PASSWORD", "sasl.username", "sasl.password", "sasl.mechanism"],
    ],
    [protocolError("UNSUPPORTED_SASL_MECHANISM"), ["KAFKA_SASL_MECHANISM", "sasl.mechanism"]],
    [new Error("self-signed certificate"), ["KAFKA_SSL_CA", "security.protocol", "ssl.ca.location"]],
    [protocolError("TOPIC_AUTHORIZATION_FAILED"), ["KAFKA_SASL_USERNAME", "sasl.username"]],
    [kafkaError("KafkaJSConnectionError"), ["KAFKA_BROKERS", "bootstrap.servers", "security.protocol"]],
  ];
  for (const [error, names] of cases) {
    const explained = explainKafkaError(error, ADDRESS);
    assert.ok(explained instanceof TindahanError);
    for (const name of [...names, "client.properties"]) {
      assert.ok(explained.remedy.includes(name), `${name} in: ${explained.remedy}`);
    }
  }
});

Deno.test("brokerAnswers() finds an answer among several, however wrapped", () => {
  const several = exhausted(
    new AggregateError([protocolError("TOPIC_ALREADY_EXISTS"), protocolError("NOT_CONTROLLER")]),
  );
  assert.ok(brokerAnswers(several, "NOT_CONTROLLER"));
  assert.ok(!brokerAnswers(several, "UNKNOWN_MEMBER_ID"));
});

Deno.test("explainKafkaError() and isTransient() take an error of ours for what it says, however kafkajs wraps it", () => {
  const ours = new TindahanError("BAD_DATA", "records of paid_orders/1 cannot be decoded", "start anew");
  assert.equal(explainKafkaError(exhausted(ours), ADDRESS), ours);
  assert.ok(!isTransient(exhausted(ours)));
});
