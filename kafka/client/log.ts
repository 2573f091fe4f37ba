/** kafkajs's log as plain lines for a service's log file. */
import type { LogEntry } from "kafkajs";

/**
 * What brokers answer in the course of things, and what reaches the user as an error of its own when it lasts: the client
 * tries again, and would say so each time.
 */
const HARMLESS = [
  "Connection error",
  "Connection timeout",
  "Failed to connect to",
  "Closed connection",
  "authentication failed",
  "Authentication failed",
  "Response SaslHandshake",
  "another concurrent operation on the same transaction",
  "coordinator is not available",
  "coordinator is loading",
  "is not the correct coordinator",
  "in the middle of a leadership election",
  "needs to have a valid member id",
  "group is rebalancing",
  "is not the leader for that topic-partition",
  "does not host this topic-partition",
  "Topic with this name already exists",
  // We give up a producer whose retries are used up, and begin anew at the committed offsets.
  "Limiting retries for the idempotent producer",
  // The default is the one that every other Kafka client uses.
  "switched default partitioner",
  // Ends the run with an error of its own.
  "cannot be decoded",
  // Said after the line that names the reason.
  "Restarting the consumer in",
];

/** The line of one log entry, or `undefined` for what is known to be harmless. */
export function logLine({ label, namespace, log }: LogEntry): string | undefined {
  const detail = typeof log["error"] === "string" ? log["error"] : undefined;
  const text = detail === undefined ? log.message : `${log.message}: ${detail}`;
  if (HARMLESS.some((phrase) => text.includes(phrase))) return undefined;
  const broker = typeof log["broker"] === "string" ? ` (${log["broker"]})` : "";
  return `${log.timestamp} ${label} kafka ${namespace}: ${text.replaceAll("\n", " ")}${broker}`;
}
