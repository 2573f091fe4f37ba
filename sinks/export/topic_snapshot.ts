/** The ended topics up to now, as tables of DuckDB. */
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { type LogRange, wholeTopics } from "../../kafka/reads/bounded_read.ts";
import { TindahanError } from "../../orders/errors.ts";
import type { Duck } from "./duckdb.ts";
import { makeOrderTables } from "./order_tables.ts";
import type { ProgressLine } from "../../lib/command_line/progress_line.ts";
import { ENDED_TOPICS, type LeftOut, readEndedOrders } from "./read_orders.ts";
import { STAGED_FILES, stageOrders } from "./staged_orders.ts";
import { writing } from "./writing.ts";

/** Schema of the tables. */
export const TOPICS = "topics";

/** Where orders are read from. */
export interface OrderSource {
  readonly kafka: KafkaClient;
  readonly registry: SchemaRegistry;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

export interface TopicSnapshot {
  readonly ranges: readonly LogRange[];
  readonly orders: number;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads both topics whole, into the schema `topics`.
 *
 * @param scratch folder for intermediate files, exists
 * @throws BAD_DATA when a topic is missing or truncated, CHECK_FAILED when both hold no order at all
 */
export async function loadTopics(
  duck: Duck,
  scratch: string,
  source: OrderSource,
  allowTruncated: boolean,
): Promise<TopicSnapshot> {
  const ranges = await wholeTopics(source.kafka, ENDED_TOPICS, allowTruncated);
  const read = await loadRanges(duck, scratch, TOPICS, source, ranges);
  if (read.orders > 0) return { ranges, ...read };
  throw new TindahanError(
    "CHECK_FAILED",
    `${ENDED_TOPICS.join(" and ")} hold no order`,
    "run 'deno task pipeline' first, or name the brokers that have orders in KAFKA_BROKERS",
  );
}

/** Reads ranges of the topics into a new schema. */
export async function loadRanges(
  duck: Duck,
  scratch: string,
  schema: string,
  { kafka, registry, signal, progress }: OrderSource,
  ranges: readonly LogRange[],
): Promise<{ orders: number; leftOut: readonly LeftOut[] }> {
  const staging = `${scratch}/${schema}`;
  await writing(staging, () => Deno.mkdir(staging));
  const staged = stageOrders(staging);
  // Transaction markers have offsets too, so the progress may end a little below 100 %.
  const total = ranges.reduce((sum, { start, end }) => sum + Number(end - start), 0);
  let done = 0;
  const { leftOut } = await readEndedOrders(kafka, registry, ranges, async (orders) => {
    await staged.add(orders);
    progress.advance(done += orders.length, total);
  }, signal);
  const orders = await staged.end();
  await makeOrderTables(duck, schema, `${staging}/${STAGED_FILES}`);
  await Deno.remove(staging, { recursive: true });
  return { orders, leftOut };
}
