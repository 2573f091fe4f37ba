/**
 * The loop of every consumer that produces: consume (read committed), transform, produce and commit the offsets in one
 * transaction. It survives restarts of the brokers, rebalances and kills without losing or doubling a record.
 */
import type { Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import type { Counts } from "../../orders/world.ts";
import { isTransient } from "../client/failures.ts";
import { type MemberOptions, runMember } from "./group_member.ts";
import { patience } from "../../lib/retry/retry_policy.ts";
import type { ConsumedRecord, OutputRecord } from "../serdes/records.ts";
import type { Totals } from "./totals.ts";

/** What a slice of records becomes. */
export interface Transformed {
  readonly outputs: readonly OutputRecord[];
  /** What the outputs add to the group's running totals. */
  readonly counts: Counts;
}

export interface ExactlyOnceOptions {
  /** A client of its own for each member of the group. */
  readonly kafka: Kafka;
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

/** Between a failure and the next try. */
const PAUSE_MS = 500;

/**
 * Runs as a member of the group until the signal is aborted.
 *
 * Any error leaves it unknown whether the last transaction was committed. So there is one way to recover, whatever
 * happened: leave the group, join it again, and begin at the committed offsets with new producers.
 *
 * @throws what the transform threw, or kafkajs's error when starting over cannot help or did not help for long
 */
export async function runExactlyOnce(options: ExactlyOnceOptions): Promise<void> {
  const { signal, onProgress, onTrouble } = options;
  const { joined, committed, failed } = patience(isTransient);
  const member: MemberOptions = {
    ...options,
    onJoined: joined,
    onProgress(added) {
      committed();
      onProgress?.(added);
    },
  };
  while (!signal.aborted) {
    try {
      await runMember(member);
    } catch (error) {
      const verdict = failed(error, performance.now());
      if (verdict === "enough") throw error;
      if (verdict === "news") onTrouble?.(error);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}
