/** What a consumer could not read goes to the dead letters, bytes and headers as they came, with the reason beside them. */
import { DEAD_LETTER_TOPIC } from "../../orders/topics.ts";
import type { ConsumedRecord, OutputRecord, RecordHeader } from "./records.ts";

/** Why a record cannot be read. A business failure is none of these. */
export interface Unreadable {
  readonly reason:
    | "NullValue"
    | "NotWireFormat"
    | "UnknownSchema"
    | "OtherSchema"
    | "NotJson"
    | "NotAvro"
    | "BreaksSchema"
    | "OutOfRange"
    | "KeyMismatch";
  readonly message: string;
}

/**
 * The dead letter of a record.
 *
 * The headers have the names that Kafka Connect gives to those of its own dead-letter queues, so that the same tools
 * read both: `connector.name` is the consumer, `stage` says whether key or value could not be converted.
 *
 * @param consumer name of the service that received the record, for instance `payment`
 */
export function deadLetter(record: ConsumedRecord, consumer: string, why: Unreadable): OutputRecord {
  const headers: RecordHeader[] = [
    ...record.headers ?? [],
    ["__connect.errors.topic", record.topic],
    ["__connect.errors.partition", String(record.partition)],
    ["__connect.errors.offset", record.offset],
    ["__connect.errors.connector.name", consumer],
    ["__connect.errors.stage", why.reason === "KeyMismatch" ? "KEY_CONVERTER" : "VALUE_CONVERTER"],
    ["__connect.errors.exception.class.name", why.reason],
    ["__connect.errors.exception.message", why.message],
  ];
  return { topic: DEAD_LETTER_TOPIC, key: record.key, value: record.value, headers };
}
