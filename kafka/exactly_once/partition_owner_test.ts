import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { KafkaAdmin } from "../client/admin.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { acquirePartitions, transactionalId } from "./partition_owner.ts";
import { NO_TOTALS } from "./totals.ts";

/** A broker in name only: it writes down what it is asked for, and keeps what is committed. */
function noteTaker(
  committed: { offset: string; metadata: string | null } = { offset: "-1", metadata: null },
) {
  const notes: string[] = [];
  const failures = new Set<string>();
  const note = (line: string) => {
    notes.push(line);
    return failures.has(line) ? Promise.reject(new Error(line)) : Promise.resolve();
  };
  let transactions = 0;
  const producer = ({ transactionalId }: { transactionalId: string }) => ({
    connect: () => note(`connect ${transactionalId}`),
    disconnect: () => note(`disconnect ${transactionalId}`),
    transaction() {
      const number = transactions++;
      let active = true;
      const end = (how: string) => {
        active = false;
        return note(`${how} ${number}`);
      };
      return Promise.resolve({
        isActive: () => active,
        abort: () => end("abort"),
        commit: () => end("commit"),
        sendBatch: ({ topicMessages }: { topicMessages: { topic: string; messages: unknown[] }[] }) =>
          note(`send ${topicMessages.map(({ topic, messages }) => `${messages.length} to ${topic}`)}`),
        sendOffsets: ({ topics: [{ partitions: [to] }] }: SentOffsets) =>
          note(`offset ${to.offset} with ${to.metadata}`),
      });
    },
  });
  const admin = {
    async fetchOffsets({ topics: [topic] }: { topics: [string] }) {
      await note("read committed");
      return [{ topic, partitions: [0, 1].map((partition) => ({ partition, ...committed })) }];
    },
  };
  // Only what acquirePartitions() and its producers use is there.
  return {
    notes,
    failures,
    kafka: { producer } as unknown as KafkaClient,
    admin: admin as unknown as KafkaAdmin,
  };
}

interface SentOffsets {
  topics: [{ partitions: [{ offset: string; metadata: string }] }];
}

const FIRST = { topic: "paid_orders", partition: 0 }, SECOND = { topic: "paid_orders", partition: 1 };
const RECORD = { topic: "shipped_orders", key: "1", value: Buffer.from("x") };

Deno.test("acquirePartitions() reads the committed offsets only after every old owner is fenced", async () => {
  const { notes, kafka, admin } = noteTaker();
  await acquirePartitions(kafka, admin, "shipping", [FIRST, SECOND]);
  assert.deepEqual(notes.slice(0, 2), ["connect shipping-paid_orders-0", "connect shipping-paid_orders-1"]);
  assert.deepEqual(notes.slice(2), ["abort 0", "abort 1", "read committed"]);
});

Deno.test("acquirePartitions() leaves no producer connected when one cannot be fenced", async () => {
  const { notes, failures, kafka, admin } = noteTaker();
  failures.add("abort 1");
  await assert.rejects(acquirePartitions(kafka, admin, "shipping", [FIRST, SECOND]), /abort 1/);
  const count = (prefix: string) => notes.filter((line) => line.startsWith(prefix)).length;
  assert.equal(count("disconnect"), count("connect"));
  assert.equal(count("read committed"), 0);
});

Deno.test("transactionalId() differs for each group, topic and partition", () => {
  const ids = ["shipping", "splice"].flatMap((group) =>
    [FIRST, SECOND].map((part) => transactionalId(group, part))
  );
  assert.equal(new Set(ids).size, 4);
});

Deno.test("commit() puts records, offset and totals into one transaction, and goes on from what was committed", async () => {
  const { notes, kafka, admin } = noteTaker({ offset: "40", metadata: '{"orders":40,"shipped_orders":39}' });
  const [owner] = await acquirePartitions(kafka, admin, "shipping", [FIRST]);
  assert.equal(owner?.position, 40n);
  notes.length = 0;
  assert.equal(
    await owner?.commit([RECORD, RECORD], 45n, { orders: 2, counts: { shipped_orders: 2 } }),
    true,
  );
  assert.deepEqual(notes, [
    "send 2 to shipped_orders",
    'offset 45 with {"orders":42,"shipped_orders":41}',
    "commit 1",
  ]);
  assert.equal(owner?.position, 45n);
});

Deno.test("commit() does nothing that would not move the position forward", async () => {
  const { notes, kafka, admin } = noteTaker({ offset: "40", metadata: null });
  const [owner] = await acquirePartitions(kafka, admin, "shipping", [FIRST]);
  notes.length = 0;
  assert.equal(await owner?.commit([RECORD], 40n, NO_TOTALS), false);
  assert.equal(await owner?.commit([], 39n, NO_TOTALS), false);
  assert.deepEqual(notes, []);
});

Deno.test("commit() waits for its turn, so that transactions of a partition never overlap", async () => {
  const { notes, kafka, admin } = noteTaker();
  const [owner] = await acquirePartitions(kafka, admin, "shipping", [FIRST]);
  notes.length = 0;
  const both = [owner?.commit([RECORD], 1n, NO_TOTALS), owner?.commit([], 2n, NO_TOTALS)];
  await owner?.close();
  assert.deepEqual(await Promise.all(both), [true, true]);
  const offset = (position: number) => `offset ${position} with {"orders":0}`;
  assert.deepEqual(notes, [
    "send 1 to shipped_orders",
    offset(1),
    "commit 1",
    offset(2),
    "commit 2",
    "disconnect shipping-paid_orders-0",
  ]);
});

Deno.test("commit() aborts when something cannot be sent, and leaves position and totals as they were", async () => {
  const { notes, failures, kafka, admin } = noteTaker({ offset: "40", metadata: null });
  const [owner] = await acquirePartitions(kafka, admin, "shipping", [FIRST]);
  failures.add("send 1 to shipped_orders");
  await assert.rejects(owner?.commit([RECORD], 41n, NO_TOTALS) ?? Promise.resolve(), /send 1/);
  assert.equal(notes.at(-1), "abort 1");
  assert.equal(owner?.position, 40n);
});
