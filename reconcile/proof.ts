/** What `export` and `reconcile` share: they read the topics once and compare them with PostgreSQL and the shop. */
import { withKafka } from "../kafka/client/client.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { withDatabase } from "../sinks/postgres/database.ts";
import { type Duck, withDuck } from "../sinks/export/duckdb.ts";
import { leftOutLines } from "../sinks/export/export_report.ts";
import { type ProgressLine, progressLine } from "../lib/command_line/progress_line.ts";
import { loadTopics, type TopicSnapshot } from "../sinks/export/topic_snapshot.ts";
import { reconcile, type Verdict } from "./reconcile.ts";
import { type Checkpoint, takeCheckpoint } from "./in_flight.ts";
import { regenerate } from "./expected_orders.ts";
import type { EndedServers } from "./servers.ts";
import { CONSUMER_GROUPS } from "../orders/consumer_groups.ts";

export interface ProofOptions {
  /** Name of the task, by which Kafka and PostgreSQL know the client. */
  readonly task: string;
  readonly allowTruncated: boolean;
  /** Milliseconds to wait for PostgreSQL. */
  readonly wait: number;
}

export interface Proof {
  readonly duck: Duck;
  readonly checkpoint: Checkpoint;
  readonly snapshot: TopicSnapshot;
  readonly verdict: Verdict;
  readonly progress: ProgressLine;
}

/** The services that process an order before it ends. */
const STAGES = (["payment", "shipping", "delivery"] as const)
  .map((group) => ({ group, topic: CONSUMER_GROUPS[group][0] }));

/**
 * Reads and compares, then runs work with the tables.
 *
 * @param scratch folder for intermediate files, absolute path, exists
 */
export async function withProof(
  { kafka: brokers, registry: registryServer, database, signal }: EndedServers,
  scratch: string,
  { task, allowTruncated, wait }: ProofOptions,
  work: (proof: Proof) => Promise<void>,
): Promise<void> {
  const progress = progressLine();
  const registry = schemaRegistry(registryServer, signal);
  try {
    await withDatabase(
      database,
      task,
      (client) =>
        withKafka(brokers, task, (kafka) =>
          withDuck(scratch, async (duck) => {
            const source = { kafka, registry, signal, progress };
            progress.step("reading topics");
            const checkpoint = await takeCheckpoint(kafka, STAGES);
            const snapshot = await loadTopics(duck, scratch, source, allowTruncated);
            progress.end();
            for (const line of leftOutLines(snapshot.leftOut)) console.error(line);
            const verdict = await reconcile({
              duck,
              scratch,
              source,
              client,
              checkpoint,
              snapshot,
              regenerate,
              wait,
            });
            await work({ duck, checkpoint, snapshot, verdict, progress });
          })),
    );
  } finally {
    progress.end();
  }
}
