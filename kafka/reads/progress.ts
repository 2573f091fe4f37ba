/** How far a consumer group is: its lag and its totals, cheap enough to ask twice a second. */
import { type KafkaAdmin, readEnds } from "../client/admin.ts";
import { isSamePartition } from "../client/topic_partition.ts";
import { readCommitted } from "../exactly_once/committed.ts";
import { CONSUMER_GROUPS, type ConsumerGroup } from "../../orders/consumer_groups.ts";
import { addTotals, type Totals } from "../exactly_once/totals.ts";

export interface Progress extends Totals {
  /** Offsets between the group's position and the end of the topics, transaction markers among them. */
  readonly lag: number;
}

/** Reads the progress of one of the project's groups on all of its topics. @param admin connected */
export function readGroupProgress(admin: KafkaAdmin, group: ConsumerGroup): Promise<Progress> {
  return readProgress(admin, group, CONSUMER_GROUPS[group]);
}

/**
 * Reads the progress of any group.
 *
 * The end of a partition is its last stable offset, which is the high watermark unless a transaction is open there.
 *
 * @param admin connected
 */
export async function readProgress(
  admin: KafkaAdmin,
  group: string,
  topics: readonly string[],
): Promise<Progress> {
  // Committed offsets first: read after the ends, they could be ahead of them.
  const committed = await readCommitted(admin, group, topics);
  const lags = await Promise.all(topics.map(async (topic) => {
    const ends = await readEnds(admin, topic);
    return ends.reduce((sum, { partition, low, high }) => {
      const here = committed.find((offset) => isSamePartition(offset, { topic, partition }));
      return sum + Number(high - (here?.offset ?? low));
    }, 0);
  }));
  return {
    ...addTotals(...committed.map(({ totals }) => totals)),
    lag: lags.reduce((sum, lag) => sum + lag, 0),
  };
}
