/**
 * The Avro schemas of the row topics, registered as `<topic>-value`.
 *
 * They are, property by property and in the same order, what ksqlDB registers for such a stream with
 * `VALUE_AVRO_SCHEMA_FULL_NAME`: a registry that holds one accepts the other as the same schema.
 */
import { columnsOf, type ColumnType } from "./row_columns.ts";
import { ROW_TOPICS, type RowTopic } from "./topics.ts";

export interface AvroDecimal {
  readonly type: "bytes";
  readonly scale: number;
  readonly precision: number;
  readonly "connect.version": 1;
  readonly "connect.parameters": { readonly scale: string; readonly "connect.decimal.precision": string };
  readonly "connect.name": "org.apache.kafka.connect.data.Decimal";
  readonly logicalType: "decimal";
}

export interface AvroField {
  readonly name: string;
  readonly type: readonly ["null", "int" | "long" | "double" | "boolean" | "string" | AvroDecimal];
  readonly default: null;
}

export interface AvroRecord {
  readonly type: "record";
  readonly name: string;
  readonly namespace: "shop";
  readonly fields: readonly AvroField[];
  readonly "connect.name": string;
}

/** DECIMAL(12, 2) as Confluent's Avro converter writes it. */
const DECIMAL: AvroDecimal = {
  type: "bytes",
  scale: 2,
  precision: 12,
  "connect.version": 1,
  "connect.parameters": { scale: "2", "connect.decimal.precision": "12" },
  "connect.name": "org.apache.kafka.connect.data.Decimal",
  logicalType: "decimal",
};

const AVRO_TYPES: Readonly<Record<ColumnType, AvroField["type"][1]>> = {
  smallint: "int",
  integer: "int",
  bigint: "long",
  real: "double",
  boolean: "boolean",
  text: "string",
  "numeric(12,2)": DECIMAL,
  // The sinks turn the text into a timestamp: the shop's clock readings have no time zone, Avro's timestamps do.
  timestamp: "string",
};

const RECORD_NAMES: Readonly<Record<RowTopic, string>> = {
  customer_info: "CustomerInfo",
  order_info: "OrderInfo",
  item_info_exploded: "ItemInfoExploded",
  item_info: "ItemInfo",
  failed_order_info: "FailedOrderInfo",
  failed_item_info: "FailedItemInfo",
};

function recordSchema(topic: RowTopic): AvroRecord {
  const name = RECORD_NAMES[topic];
  return {
    type: "record",
    name,
    namespace: "shop",
    fields: columnsOf(topic).map(([name, type]) => ({
      name,
      type: ["null", AVRO_TYPES[type]],
      default: null,
    })),
    "connect.name": `shop.${name}`,
  };
}

/** The schema of each row topic's value. */
export const ROW_SCHEMAS = Object.fromEntries(
  ROW_TOPICS.map((topic) => [topic, recordSchema(topic)]),
) as Readonly<Record<RowTopic, AvroRecord>>;
