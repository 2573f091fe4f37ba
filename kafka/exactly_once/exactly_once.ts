/**
 * The loop of every consumer that produces: consume (read committed), transform, produce and commit the offsets in one
 * transaction. It survives restarts of the brokers, rebalances and kills without losing or doubling a record.
 */
import type { Counts } from "../../orders/world.ts";
import { isTransient } from "../client/failures.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { runGroupMember } from "../group/group_member.ts";
import { acquirePartitions } from "./partition_owner.ts";
import { superviseLoop } from "../../lib/retry/supervised_loop.ts";
import type { ConsumedRecord, OutputRecord } from "../serdes/records.ts";
import { NO_TOTALS, type Totals } from "./totals.ts";

/** What a slice of records becomes. */
export interface Transformed {
  readonly outputs: readonly OutputRecord[];
  /** What the outputs add to the group's running totals. */
  readonly counts: Counts;
}

export interface ExactlyOnceOptions {
  /** A client of its own for each member of the group. */
  readonly kafka: KafkaClient;
  /** Consumer group; transactional ids start with its name. */
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Turns records of one partition, in order, into records to produce. It may be called again with the same records,
   * and must then give the same outputs. What it throws ends the loop, except UNREACHABLE, which is tried again.
   */
  readonly transform: (records: readonly ConsumedRecord[]) => Promise<Transformed>;
  /**
   * Most records of one transaction: enough to make its cost small, few enough to end soon when asked to stop, and to
   * let the next service begin. Default: 4,000.
   */
  readonly transactionRecords?: number;
  /** Aborting it lets the transactions under way finish. */
  readonly signal: AbortSignal;
  /** Called after each committed transaction with what it added. */
  readonly onProgress?: (added: Totals) => void;
  /** Called when the loop has to start over for the first time since it last succeeded. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Most bytes of one fetch. */
const FETCH = { perPartition: 4 << 20, inAll: 32 << 20 };

/**
 * Runs as a member of the group until the signal is aborted.
 *
 * Any error leaves it unknown whether the last transaction was committed. So there is one way to recover, whatever
 * happened: leave the group, join it again, and begin at the committed offsets with new producers.
 *
 * @throws what the transform threw, or kafkajs's error when starting over cannot help or did not help for long
 */
export async function runExactlyOnce(options: ExactlyOnceOptions): Promise<void> {
  const { kafka, group, topics, transform, transactionRecords = 4000, signal, onTrouble } = options;
  await superviseLoop(({ onConnected, onProgress }) =>
    runGroupMember({
      kafka,
      group,
      topics,
      fetch: FETCH,
      sliceRecords: transactionRecords,
      signal,
      acquire: (partitions, { admin }) => acquirePartitions(kafka, admin, group, partitions),
      onJoined: onConnected,
      async process(records, next, owner) {
        const { outputs, counts } = await transform(records);
        const added = { orders: records.length, counts };
        if (!await owner.commit(outputs, next, added)) return;
        onProgress();
        options.onProgress?.(added);
      },
      onEnd: (next, owner) => owner.commit([], next, NO_TOTALS),
    }), { isRetryable: isTransient, signal, onTrouble });
}
