/** The splice between topics: reads bytes of ended orders, writes bytes of rows. */
import { deadLetter, type Unreadable } from "../../kafka/serdes/dead_letters.ts";
import type { Transformed } from "../../kafka/exactly_once/exactly_once.ts";
import { orderReader } from "../../kafka/serdes/order_serde.ts";
import type { ConsumedRecord, OutputRecord } from "../../kafka/serdes/records.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { encodeRow } from "../../kafka/serdes/row_serde.ts";
import { CONSUMER_GROUPS, type ConsumerGroup } from "../../orders/consumer_groups.ts";
import { DEAD_LETTER_TOPIC, type OrderOfTopic, type RowTopic } from "../../orders/topics.ts";
import { outOfRangeIn, type SplicedRow, spliceFailed, spliceFinished } from "./splice.ts";

/** Name of the task and of its consumer group. */
export const SPLICE = "splice" satisfies ConsumerGroup;
/** The topics that it consumes. */
export const SPLICED_TOPICS = CONSUMER_GROUPS[SPLICE];

/** Rows of one record, or why there are none. */
type Splicing = readonly SplicedRow[] | Unreadable;

/**
 * The transform of the splice. The same records give the same outputs, wherever and whenever it runs.
 *
 * @param schemaIds of the row topics' schemas
 */
export function spliceTransform(
  registry: SchemaRegistry,
  schemaIds: Readonly<Record<RowTopic, number>>,
): (records: readonly ConsumedRecord[]) => Promise<Transformed> {
  const splicers = new Map<string, (records: readonly ConsumedRecord[]) => Promise<Splicing[]>>([
    ["finished_orders", splicer("finished_orders", spliceFinished, registry)],
    ["failed_orders", splicer("failed_orders", spliceFailed, registry)],
  ]);

  return async (records) => {
    const [first] = records;
    if (first === undefined) return { outputs: [], counts: {} };
    const splice = splicers.get(first.topic);
    if (splice === undefined) throw new Error(`the splice does not read ${first.topic}`);
    const outputs: OutputRecord[] = [];
    let deadLetters = 0;
    for (const [index, splicing] of (await splice(records)).entries()) {
      if ("reason" in splicing) {
        outputs.push(deadLetter(records[index]!, SPLICE, splicing));
        deadLetters++;
      } else {
        for (const spliced of splicing) outputs.push(outputOf(spliced, schemaIds));
      }
    }
    return { outputs, counts: deadLetters === 0 ? {} : { [DEAD_LETTER_TOPIC]: deadLetters } };
  };
}

function splicer<Topic extends typeof SPLICED_TOPICS[number]>(
  topic: Topic,
  splice: (order: OrderOfTopic[Topic]) => SplicedRow[],
  registry: SchemaRegistry,
): (records: readonly ConsumedRecord[]) => Promise<Splicing[]> {
  const read = orderReader(topic, registry);
  return async (records) =>
    (await read(records)).map((reading) => {
      if ("unreadable" in reading) return reading.unreadable;
      const rows = splice(reading.order);
      const problem = outOfRangeIn(rows);
      return problem === undefined ? rows : { reason: "OutOfRange", message: problem };
    });
}

function outputOf(
  { topic, key, row }: SplicedRow,
  schemaIds: Readonly<Record<RowTopic, number>>,
): OutputRecord {
  return { topic, key, value: encodeRow(topic, row, schemaIds[topic]) };
}
