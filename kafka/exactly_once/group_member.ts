/** One member of a consumer group, from joining to leaving: its partitions, their owners, and the batches it receives. */
import type { EachBatchPayload } from "kafkajs";
import { untilAborted } from "../../lib/command_line/interrupt.ts";
import { assignedPartitions } from "./assigned_partitions.ts";
import { HEARTBEAT_MS, MEMBER_RUN, memberSettings } from "../client/consumer_settings.ts";
import type { ExactlyOnceOptions } from "./exactly_once.ts";
import type { PartitionOwner } from "./partition_owner.ts";
import { recordsFrom } from "../serdes/records.ts";
import { NO_TOTALS } from "./totals.ts";

const FETCH = { perPartition: 4 << 20, inAll: 32 << 20 };

export interface MemberOptions extends ExactlyOnceOptions {
  /** Called each time partitions were taken over. */
  readonly onJoined: () => void;
}

/** Joins the group, works until the signal is aborted, leaves. @throws the first error of any part */
export async function runMember(options: MemberOptions): Promise<void> {
  const { kafka, group, topics, signal, onJoined } = options;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let ended = false;
  const fail = (error: unknown) => {
    ended = true;
    failure.reject(error);
  };
  const admin = kafka.admin();
  const consumer = kafka.consumer(memberSettings(group, FETCH));
  const partitions = assignedPartitions({ kafka, group, consumer, admin, onJoined, fail });
  consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => partitions.assign(payload.memberAssignment));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const { batchSize, lastOffset, highWatermark } = payload;
    const next = BigInt(lastOffset) + 1n;
    // kafkajs hides batches that hold nothing but transaction markers. The last ones of a partition must be committed
    // too, or its lag would never be 0; those before are covered by the next commit.
    if (batchSize > 0 || next < BigInt(highWatermark) || ended || signal.aborted) return;
    partitions.ownerOf(payload)?.commit([], next, NO_TOTALS).catch(fail);
  });
  try {
    await Promise.all([consumer.connect(), admin.connect()]);
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      ...MEMBER_RUN,
      eachBatch: (payload) =>
        processBatch(payload, options, partitions.ownerOf(payload.batch), () => ended, fail),
    });
    await Promise.race([failure.promise, untilAborted(signal)]);
  } finally {
    // What cannot be closed in order, the broker ends by time-out: it must not hide why we are here.
    await consumer.disconnect().catch(() => {});
    await partitions.close();
    await admin.disconnect().catch(() => {});
  }
}

async function processBatch(
  { batch, heartbeat, resolveOffset }: EachBatchPayload,
  { transform, transactionRecords = 4000, onProgress, signal }: ExactlyOnceOptions,
  owner: PartitionOwner | undefined,
  ended: () => boolean,
  fail: (error: unknown) => void,
): Promise<void> {
  if (owner === undefined) return;
  const end = BigInt(batch.lastOffset()) + 1n;
  const records = recordsFrom(batch, owner.position);
  for (let start = 0; start < records.length; start += transactionRecords) {
    if (ended() || signal.aborted) return;
    const slice = records.slice(start, start + transactionRecords);
    const following = records[start + transactionRecords];
    // The offset behind the batch lies behind its transaction markers too.
    const next = following === undefined ? end : BigInt(following.offset);
    try {
      const added = await beating(heartbeat, async () => {
        const { outputs, counts } = await transform(slice);
        const totals = { orders: slice.length, counts };
        return await owner.commit(outputs, next, totals) ? totals : undefined;
      });
      if (added !== undefined) onProgress?.(added);
    } catch (error) {
      return fail(error);
    }
    resolveOffset(String(next - 1n));
    // Throws when the group is rebalancing: kafkajs then joins again, and the rest of the batch is fetched anew.
    await heartbeat();
  }
}

/** Keeps the membership alive during work that takes long. */
async function beating<Result>(
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
