/**
 * The loop of every consumer that produces: consume (read committed), transform, produce and commit the offsets in one
 * transaction. It survives restarts of the brokers, rebalances and kills without losing or doubling a record.
 */
import type { Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import type { Counts } from "../orders/world.ts";
import { isTransient } from "./failures.ts";
import { type MemberOptions, runMember } from "./group_member.ts";
import type { ConsumedRecord, OutputRecord } from "./records.ts";
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
  /** Aborting it lets the transactions under way finish. */
  readonly signal: AbortSignal;
  /** Called after each committed transaction with what it added. */
  readonly onProgress?: (added: Totals) => void;
  /** Called when the loop has to start over for the first time since it last succeeded. */
  readonly onTrouble?: (error: unknown) => void;
}

/** How long the group may be out of reach before the loop gives up. */
const PATIENCE_MS = 60_000;
/** How many times in a row it may fail after joining, without a commit in between: by then it is not bad luck. */
const FRUITLESS_TRIES = 10;
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
  let joined = false, fruitless = 0, awaySince: number | undefined;
  const member: MemberOptions = {
    ...options,
    onJoined() {
      joined = true;
      awaySince = undefined;
    },
    onProgress(added) {
      fruitless = 0;
      onProgress?.(added);
    },
  };
  while (!signal.aborted) {
    joined = false;
    try {
      await runMember(member);
    } catch (error) {
      const isNew = fruitless === 0 && awaySince === undefined;
      if (joined) fruitless++;
      else awaySince ??= performance.now();
      const away = performance.now() - (awaySince ?? Infinity);
      if (!isTransient(error) || fruitless > FRUITLESS_TRIES || away > PATIENCE_MS) throw error;
      if (isNew) onTrouble?.(error);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}
