/** One member of a consumer group, from joining to leaving: its partitions and the batches that it receives. */
import type { EachBatchPayload } from "kafkajs";
import { untilAborted } from "../../lib/command_line/interrupt.ts";
import { connectAdmin, type KafkaAdmin } from "../client/admin.ts";
import { type KafkaClient, kafkajsOf } from "../client/kafka_client.ts";
import type { TopicPartition } from "../client/topic_partition.ts";
import { type ConsumedRecord, recordsFrom } from "../serdes/records.ts";
import { assignedPartitions, type OwnedPartition } from "./assigned_partitions.ts";
import { type FetchBytes, HEARTBEAT_MS, MEMBER_RUN, memberSettings } from "./consumer_settings.ts";

/** What a member can do with its group while it acquires partitions. */
export interface Membership {
  /** Connected. */
  readonly admin: KafkaAdmin;
  /** Commits offsets of this member's partitions. @throws when the group is rebalancing */
  commitOffsets(offsets: readonly (TopicPartition & { readonly offset: bigint })[]): Promise<void>;
}

export interface MemberOptions<Owned extends OwnedPartition> {
  /** A client of its own for each member of the group. */
  readonly kafka: KafkaClient;
  readonly group: string;
  readonly topics: readonly string[];
  readonly fetch: FetchBytes;
  /** Most records that are processed at once; all that were fetched of a partition when left out. */
  readonly sliceRecords?: number;
  /** Aborting it lets what is under way finish. */
  readonly signal: AbortSignal;
  /** Takes partitions over from whoever owned them before, and finds out where they stand. */
  readonly acquire: (
    partitions: readonly TopicPartition[],
    membership: Membership,
  ) => Promise<readonly Owned[]>;
  /** Called each time partitions were acquired. */
  readonly onJoined: () => void;
  /**
   * Processes records of one partition, in order, and makes `next` its position. Partitions are processed side by side.
   * What it throws ends the member.
   */
  readonly process: (records: readonly ConsumedRecord[], next: bigint, owned: Owned) => Promise<void>;
  /** Told when nothing but transaction markers and aborted records lies before `next`, the end of the partition. */
  readonly onEnd: (next: bigint, owned: Owned) => Promise<unknown>;
}

/** Joins the group, works until the signal is aborted, leaves. @throws the first error of any part */
export async function runGroupMember<Owned extends OwnedPartition>(
  options: MemberOptions<Owned>,
): Promise<void> {
  const { kafka, group, topics, fetch, signal, acquire, onJoined, onEnd } = options;
  const failed = new AbortController();
  const fail = (error: unknown) => failed.abort(error);
  await using admin = await connectAdmin(kafka);
  const consumer = kafkajsOf(kafka).consumer(memberSettings(group, fetch));
  const membership: Membership = {
    admin,
    commitOffsets: (offsets) =>
      consumer.commitOffsets(offsets.map(({ offset, ...of }) => ({ ...of, offset: String(offset) }))),
  };
  const partitions = assignedPartitions({
    consumer,
    acquire: (assigned) => acquire(assigned, membership),
    onJoined,
    fail,
  });
  const stop = AbortSignal.any([signal, failed.signal]);
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => partitions.assign(payload.memberAssignment));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const { batchSize, lastOffset, highWatermark } = payload;
    const next = BigInt(lastOffset) + 1n;
    // kafkajs hides batches that hold nothing but transaction markers. The last ones of a partition must be committed
    // too, or its lag would never be 0; those before are covered by the next commit. They may lie behind the high
    // watermark, which the broker notes before it reads.
    if (batchSize > 0 || next < BigInt(highWatermark) || stop.aborted) return;
    const owned = partitions.ownedOf(payload);
    if (owned !== undefined) onEnd(next, owned).catch(fail);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      ...MEMBER_RUN,
      eachBatch: (payload) => processBatch(payload, options, partitions.ownedOf(payload.batch), stop, fail),
    });
    await untilAborted(stop);
    failed.signal.throwIfAborted();
  } finally {
    // What cannot be closed in order, the broker ends by time-out: it must not hide why we are here.
    await consumer.disconnect().catch(() => {});
    await partitions.close();
  }
}

async function processBatch<Owned extends OwnedPartition>(
  { batch, heartbeat, resolveOffset, isStale }: EachBatchPayload,
  { process, sliceRecords = Infinity }: MemberOptions<Owned>,
  owned: Owned | undefined,
  stop: AbortSignal,
  fail: (error: unknown) => void,
): Promise<void> {
  // Stale: fetched before the partition's position was known.
  if (owned === undefined || isStale()) return;
  // The offset behind the batch lies behind its transaction markers too.
  const end = BigInt(batch.lastOffset()) + 1n;
  if (owned.position !== undefined && end <= owned.position) return resolveOffset(String(end - 1n));
  const records = recordsFrom(batch, owned.position);
  for (let start = 0; start === 0 || start < records.length; start += sliceRecords) {
    if (stop.aborted) return;
    const following = records[start + sliceRecords];
    const next = following === undefined ? end : BigInt(following.offset);
    const slice = records.slice(start, start + sliceRecords);
    try {
      await keepAlive(heartbeat, () => process(slice, next, owned));
    } catch (error) {
      return fail(error);
    }
    resolveOffset(String(next - 1n));
    // Throws when the group is rebalancing: kafkajs then joins again, and the rest of the batch is fetched anew.
    await heartbeat();
  }
}

/** Keeps the membership alive during work that takes long. */
async function keepAlive<Result>(
  heartbeat: () => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  // A refused heartbeat is met again after the work, by the heartbeat that kafkajs waits for.
  const timer = setInterval(() => heartbeat().catch(() => {}), HEARTBEAT_MS / 2);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
