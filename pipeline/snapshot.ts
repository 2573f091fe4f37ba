/** The state of the whole pipeline at one moment, and what follows from it. Pure. */
import { ORDER_TOPICS, type OrderTopic } from "../orders/topics.ts";
import type { Table } from "../sinks/postgres/tables.ts";
import { addCounts, type Counts, type ShopPosition, type World } from "../orders/world.ts";

/** The services that consume, in the order in which an order meets them. */
export const CONSUMERS = ["payment", "shipping", "delivery", "splice", "sink"] as const;
export type Consumer = typeof CONSUMERS[number];

export interface ConsumerProgress {
  /** Records between the committed offsets and the high watermarks. */
  readonly lag: number;
  /** Running totals of what it wrote; empty for a sink. */
  readonly counts: Readonly<Counts>;
}

export interface Snapshot {
  /** Milliseconds since some fixed moment. */
  readonly at: number;
  readonly world: World | undefined;
  readonly position: ShopPosition | undefined;
  readonly consumers: Readonly<Record<Consumer, ConsumerProgress>>;
  readonly rows: Readonly<Record<Table, number>>;
  /** Customers of stored orders whose own row has not arrived. */
  readonly customersMissing: number;
  /** Rows and customers are those of an earlier poll: PostgreSQL has not answered this one. */
  readonly rowsAreOld?: boolean;
}

/** Orders in each order topic, dead letters, and the item rows that belong to finished and failed orders. */
export function totalsOf(snapshot: Snapshot): Counts {
  const consumers = CONSUMERS.map((name) => snapshot.consumers[name].counts);
  return addCounts(snapshot.position?.counts ?? {}, ...consumers);
}

/** Orders per second in each topic between two moments; 0 while there is no span to measure over. */
export function ratesOf(before: Snapshot, after: Snapshot): Record<OrderTopic, number> {
  const seconds = (after.at - before.at) / 1000;
  const earlier = totalsOf(before), later = totalsOf(after);
  const rate = (topic: OrderTopic) =>
    seconds > 0 ? ((later[topic] ?? 0) - (earlier[topic] ?? 0)) / seconds : 0;
  return Object.fromEntries(ORDER_TOPICS.map((topic) => [topic, rate(topic)])) as Record<OrderTopic, number>;
}

/**
 * What is still in flight, each as one phrase; empty once every order that the shop committed is in PostgreSQL.
 *
 * It counts orders and rows. A lag of 0 alone would prove nothing: a service that has not begun has none.
 */
export function unfinished(snapshot: Snapshot): string[] {
  return [
    ...expectations(snapshot).filter(([, expected, found]) => found < expected)
      .map(([what, expected, found]) => `${what}: ${found} of ${expected}`),
    ...CONSUMERS.filter((name) => snapshot.consumers[name].lag > 0)
      .map((name) => `${name}: ${snapshot.consumers[name].lag} behind`),
    ...(snapshot.customersMissing > 0
      ? [`customer_info: ${snapshot.customersMissing} customers missing`]
      : []),
  ];
}

/**
 * What there is more of than the shop's orders account for, each as one phrase.
 *
 * While orders move that is normal: the shop is read before the tables, so rows may be ahead for a moment.
 */
export function surplus(snapshot: Snapshot): string[] {
  return expectations(snapshot).filter(([, expected, found]) => found > expected)
    .map(([what, expected, found]) => `${what}: ${found} where ${expected} belong`);
}

/** What is counted, how much of it there must be in the end, and how much there is. */
function expectations(snapshot: Snapshot): (readonly [what: string, expected: number, found: number])[] {
  const { position, rows } = snapshot;
  const totals = totalsOf(snapshot);
  const finished = totals.finished_orders ?? 0, failed = totals.failed_orders ?? 0;
  return [
    ["finished and failed orders", position?.orders ?? 0, finished + failed],
    ["order_info", finished, rows.order_info],
    ["failed_order_info", failed, rows.failed_order_info],
    ["item_info", totals.item_info ?? 0, rows.item_info],
    ["failed_item_info", totals.failed_item_info ?? 0, rows.failed_item_info],
  ];
}
