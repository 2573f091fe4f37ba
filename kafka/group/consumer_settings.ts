/** What every member of a consumer group tells its consumer. */
import type { ConsumerConfig, ConsumerRunConfig } from "kafkajs";

/** A killed member stalls its partitions for this long. */
const SESSION_TIMEOUT_MS = 12_000;
const REBALANCE_TIMEOUT_MS = 30_000;
export const HEARTBEAT_MS = 2000;
/** An upper bound for partitions of one member; workers without a partition cost nothing. */
const CONCURRENT_PARTITIONS = 64;

/** Most bytes of one fetch, from one partition and from all. */
export interface FetchBytes {
  readonly perPartition: number;
  readonly inAll: number;
}

/** Settings of a member that commits its offsets itself. */
export function memberSettings(group: string, fetch: FetchBytes): ConsumerConfig {
  return {
    groupId: group,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: fetch.perPartition,
    maxBytes: fetch.inAll,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
    retry: NO_RESTART,
  };
}

/** Starting over is the supervised loop's business: it takes new producers and connections too, which kafkajs does not. */
export const NO_RESTART = { restartOnFailure: () => Promise.resolve(false) } as const;

/** How such a member receives its batches. */
export const MEMBER_RUN = {
  autoCommit: false,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
} as const satisfies ConsumerRunConfig;
