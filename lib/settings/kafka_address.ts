/** The Kafka brokers that the environment names. */
import { TindahanError } from "../../orders/errors.ts";
import { withoutPassword } from "./without_password.ts";
import { type Environment, flag, path, value } from "./settings.ts";

export interface KafkaAddress {
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  /** File of the authorities (PEM) that vouch for the brokers; the public ones where there is none. */
  readonly caFile?: string;
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
}

/** The brokers that the environment names, or `undefined`. @throws BAD_CALL when a value cannot be used. */
export function kafkaAddress(env: Environment): KafkaAddress | undefined {
  const brokers = value(env, "KAFKA_BROKERS");
  if (brokers === undefined) return undefined;
  const list = brokersIn(brokers);
  for (const broker of list) {
    if (!isBroker(broker)) {
      throw new TindahanError(
        "BAD_CALL",
        `KAFKA_BROKERS holds '${withoutPassword(broker)}'`,
        "write each broker as host:port, without a protocol or a password in front; KAFKA_SASL_USERNAME and " +
          "KAFKA_SASL_PASSWORD name the user",
      );
    }
  }
  if (list.length === 0) {
    throw new TindahanError("BAD_CALL", `KAFKA_BROKERS is '${brokers}'`, "write host:port, or unset it");
  }
  const username = value(env, "KAFKA_SASL_USERNAME");
  const caFile = path(env, "KAFKA_SSL_CA");
  const encryption = { ssl: flag(env, "KAFKA_SSL"), ...(caFile === undefined ? {} : { caFile }) };
  if (username === undefined) return { brokers: list, ...encryption };
  const mechanism = value(env, "KAFKA_SASL_MECHANISM")!.toLowerCase();
  if (mechanism !== "plain" && mechanism !== "scram-sha-256" && mechanism !== "scram-sha-512") {
    throw new TindahanError(
      "BAD_CALL",
      `KAFKA_SASL_MECHANISM is '${mechanism}'`,
      "use plain, scram-sha-256 or scram-sha-512",
    );
  }
  return {
    brokers: list,
    ...encryption,
    sasl: { mechanism, username, password: value(env, "KAFKA_SASL_PASSWORD") ?? "" },
  };
}

/** The brokers of a list with commas. */
export function brokersIn(text: string): string[] {
  return text.split(",").map((broker) => broker.trim()).filter((broker) => broker !== "");
}

/** Whether a text is a host and a port. */
export function isBroker(text: string): boolean {
  return /^[^\s:/@]+:\d{1,5}$|^\[[^\s]+\]:\d{1,5}$/.test(text);
}
