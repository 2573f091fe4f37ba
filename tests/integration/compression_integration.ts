/** Records that another client or the broker has compressed, with each of Kafka's codecs. Empties the topics. */
import assert from "node:assert/strict";
import type { Admin } from "kafkajs";
import { withAdmin } from "../../kafka/client/admin.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
import { readRanges, wholeTopics } from "../../kafka/reads/bounded_read.ts";
import {
  kafka,
  newWorld,
  produce,
  readAll,
  startProcessor,
  unpaidRecords,
  until,
} from "./exactly_once_harness.ts";

const TOPIC = "unpaid_orders";
const CODECS = ["gzip", "snappy", "lz4", "zstd"];
const ORDERS = 300;
/** Kafka's number for a resource that is a topic. */
const TOPIC_RESOURCE = 2;

/** Makes the broker compress what comes from now on, by the code that its Java client compresses with. */
function compressWith(codec: string): Promise<void> {
  return withAdmin(kafka, async (admin) => {
    const configEntries = [{ name: "compression.type", value: codec }];
    await (admin as unknown as Admin).alterConfigs({
      validateOnly: false,
      resources: [{ type: TOPIC_RESOURCE, name: TOPIC, configEntries }],
    });
  });
}

Deno.test("payment and bounded reads take records that are compressed with any codec", async () => {
  const ids = await newWorld();
  for (const [index, codec] of CODECS.entries()) {
    await compressWith(codec);
    await produce(unpaidRecords(index * ORDERS + 1, (index + 1) * ORDERS, ids.unpaid_orders));
  }
  const keys = Array.from({ length: CODECS.length * ORDERS }, (_, index) => index + 1);
  const inOrder = (found: readonly { readonly key: unknown }[]) =>
    found.map(({ key }) => Number(key)).sort((a, b) => a - b);

  const read: { readonly key: unknown }[] = [];
  await readRanges(kafka, await wholeTopics(kafka, [TOPIC], false), (records) => {
    read.push(...records);
    return Promise.resolve();
  });
  assert.deepEqual(inOrder(read), keys);

  await using _payment = startProcessor("payment");
  await withAdmin(kafka, (admin) =>
    until("payment is drained", async () => {
      const { lag, orders } = await readProgress(admin, "payment", [TOPIC]);
      return orders > 0 && lag === 0;
    }));
  assert.deepEqual(inOrder([...await readAll("paid_orders"), ...await readAll("failed_orders")]), keys);
  assert.equal((await readAll("dead_letters")).length, 0);
});
