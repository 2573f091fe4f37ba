/** One member of a consumer group, from joining to leaving: its partitions, their owners, and the batches it receives. */
import type { Admin, Consumer, EachBatchPayload, IMemberAssignment } from "kafkajs";
import type { ExactlyOnceOptions } from "./exactly_once.ts";
import { type PartitionOwner, takeOver, type TopicPartition } from "./partition_owner.ts";
import type { ConsumedRecord } from "./records.ts";
import { NO_TOTALS } from "./totals.ts";

/** Most records of one transaction: enough to make its cost small, few enough to end soon when asked to stop. */
const TRANSACTION_RECORDS = 4000;
/** A killed member stalls its partitions for this long. */
const SESSION_TIMEOUT_MS = 12_000;
const REBALANCE_TIMEOUT_MS = 30_000;
const HEARTBEAT_MS = 2000;
const FETCH_BYTES_PER_PARTITION = 4 << 20;
const FETCH_BYTES = 32 << 20;
/** An upper bound for partitions of one member; workers without a partition cost nothing. */
const CONCURRENT_PARTITIONS = 64;

/** Joins the group, works until the signal is aborted, leaves. @throws the first error of any part */
export async function runMember(options: ExactlyOnceOptions): Promise<void> {
  const { kafka, group, topics, signal } = options;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let ended = false;
  const fail = (error: unknown) => {
    ended = true;
    failure.reject(error);
  };
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: FETCH_BYTES_PER_PARTITION,
    maxBytes: FETCH_BYTES,
    maxWaitTimeInMs: 50,
    allowAutoTopicCreation: false,
    // Starting over is the loop's business: it makes new producers, which kafkajs's own restart would not.
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const partitions = assignedPartitions(options, consumer, admin, fail);
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
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
      eachBatch: (payload) =>
        processBatch(payload, options, partitions.ownerOf(payload.batch), () => ended, fail),
    });
    await Promise.race([failure.promise, aborted(signal)]);
  } finally {
    await consumer.disconnect();
    await partitions.close();
    await admin.disconnect();
  }
}

interface AssignedPartitions {
  assign(assignment: IMemberAssignment): void;
  ownerOf(partition: TopicPartition): PartitionOwner | undefined;
  close(): Promise<void>;
}

/** The owners of the partitions that the group assigned to this member, renewed with each rebalance. */
function assignedPartitions(
  { kafka, group }: ExactlyOnceOptions,
  consumer: Consumer,
  admin: Admin,
  fail: (error: unknown) => void,
): AssignedPartitions {
  let owners = new Map<string, PartitionOwner>();
  let last: Promise<void> = Promise.resolve();
  const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  async function release(): Promise<void> {
    const released = [...owners.values()];
    owners = new Map();
    await Promise.allSettled(released.map((owner) => owner.close()));
  }

  async function renew(assigned: readonly TopicPartition[]): Promise<void> {
    await release();
    const taken = await takeOver(kafka, admin, group, assigned);
    owners = new Map(taken.map((owner) => [nameOf(owner), owner]));
    for (const { topic, partition, position } of taken) {
      // kafkajs looked its own offset up before the old owner was fenced: it may have moved since.
      if (position !== undefined) consumer.seek({ topic, partition, offset: String(position) });
      consumer.resume([{ topic, partitions: [partition] }]);
    }
  }

  return {
    assign(assignment) {
      const topics = Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }));
      // In the same turn in which kafkajs joined, so that nothing is fetched before the partitions are ours.
      consumer.pause(topics);
      const assigned = topics.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition }))
      );
      last = last.then(() => renew(assigned)).catch(fail);
    },
    ownerOf: (partition) => owners.get(nameOf(partition)),
    async close() {
      await last;
      await release();
    },
  };
}

async function processBatch(
  { batch, heartbeat, resolveOffset }: EachBatchPayload,
  { transform, onProgress, signal }: ExactlyOnceOptions,
  owner: PartitionOwner | undefined,
  ended: () => boolean,
  fail: (error: unknown) => void,
): Promise<void> {
  if (owner === undefined) return;
  const { topic, partition } = batch;
  const end = BigInt(batch.lastOffset()) + 1n;
  const records: ConsumedRecord[] = batch.messages.map(({ offset, key, value, headers }) => ({
    topic,
    partition,
    offset,
    key,
    value,
    ...(headers === undefined ? {} : { headers }),
  }));
  for (let start = 0; start < records.length; start += TRANSACTION_RECORDS) {
    if (ended() || signal.aborted) return;
    const slice = records.slice(start, start + TRANSACTION_RECORDS);
    const following = records[start + TRANSACTION_RECORDS];
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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
