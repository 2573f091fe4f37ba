import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { TopicPartition } from "../client/topic_partition.ts";
import { assignedPartitions } from "./assigned_partitions.ts";

/** A member whose partitions are acquired when the test says so. */
function member() {
  const steps: string[] = [], failures: unknown[] = [];
  const pending: PromiseWithResolvers<void>[] = [];
  const name = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;
  const note = (what: string) => (topics: { topic: string; partitions?: number[] }[]) => {
    steps.push(...topics.map(({ topic, partitions }) => `${what} ${topic}/${partitions}`));
    return () => {};
  };
  const partitions = assignedPartitions({
    consumer: {
      pause: note("pause"),
      resume: note("resume"),
      seek: (to) => void steps.push(`seek ${name(to)} to ${to.offset}`),
    },
    async acquire(assigned) {
      steps.push(`acquire ${assigned.map(name)}`);
      const gate = Promise.withResolvers<void>();
      pending.push(gate);
      await gate.promise;
      return assigned.map((partition) => ({
        ...partition,
        position: 7n,
        close: () => Promise.resolve(void steps.push(`close ${name(partition)}`)),
      }));
    },
    onJoined: () => steps.push("joined"),
    fail: (error) => failures.push(error),
  });
  return { partitions, steps, failures, pending };
}

const RED = { topic: "red", partition: 0 }, BLUE = { topic: "blue", partition: 1 };

Deno.test("assignedPartitions() owns a partition once it is acquired, and reads it from its position", async () => {
  const { partitions, steps, pending } = member();
  partitions.assign({ red: [0] });
  await turn();
  assert.equal(partitions.ownedOf(RED), undefined);
  pending[0]!.resolve();
  await turn();
  assert.equal(partitions.ownedOf(RED)?.position, 7n);
  assert.deepEqual(steps, ["pause red/0", "acquire red/0", "seek red/0 to 7", "resume red/0", "joined"]);
});

Deno.test("assignedPartitions() lets no older assignment that ends late replace a newer one", async () => {
  const { partitions, steps, pending } = member();
  partitions.assign({ red: [0] });
  await turn();
  partitions.assign({ blue: [1] });
  await turn();
  pending[0]!.resolve();
  await turn();
  assert.equal(partitions.ownedOf(RED), undefined);
  pending[1]!.resolve();
  await turn();
  assert.equal(partitions.ownedOf(RED), undefined);
  assert.equal(partitions.ownedOf(BLUE)?.position, 7n);
  assert.ok(!steps.includes("resume red/0"));
  assert.ok(steps.indexOf("close red/0") < steps.indexOf("acquire blue/1"), "the older one is closed first");
});

Deno.test("assignedPartitions() skips an assignment that was replaced before its turn", async () => {
  const { partitions, steps, pending } = member();
  partitions.assign({ red: [0] });
  partitions.assign({ blue: [1] });
  await turn();
  pending[0]!.resolve();
  await turn();
  assert.deepEqual(steps.filter((step) => step.startsWith("acquire")), ["acquire blue/1"]);
});

Deno.test("assignedPartitions() gives up what it has as soon as the group assigns anew", async () => {
  const { partitions, steps, pending } = member();
  partitions.assign({ red: [0] });
  await turn();
  pending[0]!.resolve();
  await turn();
  partitions.assign({ blue: [1] });
  assert.equal(partitions.ownedOf(RED), undefined);
  await turn();
  assert.ok(steps.includes("close red/0"));
});

Deno.test("close() gives up also what is acquired in the meantime", async () => {
  const { partitions, steps, pending } = member();
  partitions.assign({ red: [0] });
  await turn();
  const closed = partitions.close();
  pending[0]!.resolve();
  await closed;
  assert.equal(partitions.ownedOf(RED), undefined);
  assert.ok(steps.includes("close red/0"));
  assert.ok(!steps.includes("joined"));
});

Deno.test("assignedPartitions() tells of partitions that cannot be acquired", async () => {
  const { partitions, failures, pending } = member();
  partitions.assign({ red: [0] });
  await turn();
  pending[0]!.reject("refused");
  await turn();
  assert.deepEqual(failures, ["refused"]);
});
