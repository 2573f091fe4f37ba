/** The consumer groups of the project, each with the topics that it consumes. */
import { ROW_TABLES } from "./rows.ts";

/** Topics by consumer group. The direct sink's offsets in Kafka only show its progress: those in PostgreSQL decide. */
export const CONSUMER_GROUPS = {
  payment: ["unpaid_orders"],
  shipping: ["paid_orders"],
  delivery: ["shipped_orders"],
  splice: ["finished_orders", "failed_orders"],
  "direct-sink": ROW_TABLES,
} as const;
export type ConsumerGroup = keyof typeof CONSUMER_GROUPS;
