import { ORDER_TOPICS } from "../orders/topics.ts";
import type { Counts } from "../orders/world.ts";
import type { EncodedBlock } from "./block_encoder.ts";

/** The totals that a block adds to the counts: orders by topic, and the items of finished and failed ones. */
export function countsOfBlock({ topics, items }: Pick<EncodedBlock, "topics" | "items">): Counts {
  const orders = ORDER_TOPICS.map(() => 0), lines = ORDER_TOPICS.map(() => 0);
  for (const [n, topic] of topics.entries()) {
    orders[topic]! += 1;
    lines[topic]! += items[n]!;
  }
  const counts: Counts = {};
  for (const [index, topic] of ORDER_TOPICS.entries()) {
    if (orders[index] === 0) continue;
    counts[topic] = orders[index]!;
    if (topic === "finished_orders") counts.item_info = lines[index]!;
    if (topic === "failed_orders") counts.failed_item_info = lines[index]!;
  }
  return counts;
}
