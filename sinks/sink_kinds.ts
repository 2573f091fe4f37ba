/** Who stores the rows: Kafka Connect, the direct sink, or connectors that somebody else runs. */
export const SINK_KINDS = ["connect", "direct", "managed"] as const;
export type SinkKind = typeof SINK_KINDS[number];
