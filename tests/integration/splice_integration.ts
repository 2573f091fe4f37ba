/** The local splice as its own process, on a real broker and a real registry. Empties the topics. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type SplicedRow, spliceFailed, spliceFinished } from "../../ksql/local_splice/splice.ts";
import { SPLICE, SPLICED_TOPICS } from "../../ksql/local_splice/splice_transform.ts";
import { withAdmin } from "../../kafka/client/admin.ts";
import { ROW_TYPES } from "../../kafka/serdes/avro_types.ts";
import { encodeOrder, valueSubject } from "../../kafka/serdes/order_serde.ts";
import { readProgress } from "../../kafka/reads/progress.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { deleteGroups } from "../../kafka/topics/topics.ts";
import { payloadOf } from "../../kafka/serdes/wire_format.ts";
import { columnsOf, type LooseRow } from "../../orders/row_columns.ts";
import { ROW_SCHEMAS } from "../../orders/row_schemas.ts";
import type { FailedOrder, FinishedOrder } from "../../orders/order.ts";
import { ROW_TOPICS, type RowTopic, topicOf } from "../../orders/topics.ts";
import { sampleEndedOrder } from "../ended_orders.ts";
import {
  assertNoLag,
  kafka,
  newWorld,
  produce,
  readAll,
  registryServer,
  startScript,
  until,
} from "./exactly_once_harness.ts";

const startSplice = (...args: string[]) => startScript("tasks/splice.ts", args);
type SchemaIds = Awaited<ReturnType<typeof newWorld>>;

async function newSplice(): Promise<SchemaIds> {
  await deleteGroups(kafka, [SPLICE]);
  return await newWorld();
}

function orderRecord(order: FinishedOrder | FailedOrder, ids: SchemaIds): OutputRecord {
  const topic = topicOf(order);
  return { topic, key: String(order.order_id), value: encodeOrder(order, ids[topic]) };
}

function rowsOf(order: FinishedOrder | FailedOrder): SplicedRow[] {
  return topicOf(order) === "finished_orders"
    ? spliceFinished(order as FinishedOrder)
    : spliceFailed(order as FailedOrder);
}

const progress = () => withAdmin(kafka, (admin) => readProgress(admin, SPLICE, SPLICED_TOPICS));

function spliced(orders: number): Promise<void> {
  return until(`${orders} orders are spliced`, async () => {
    const { orders: consumed, lag } = await progress();
    return consumed >= orders && lag === 0;
  });
}

/** Every row of a topic as text, sorted: a list in which a lost or doubled row shows. */
async function written(topic: RowTopic): Promise<string[]> {
  return (await readAll(topic)).map(({ key, value }) => {
    assert.ok(value !== null);
    const row: object = ROW_TYPES[topic].fromBuffer(Buffer.from(payloadOf(value)));
    return `${key} ${JSON.stringify(row)}`;
  }).sort();
}

Deno.test("kill -9 in the middle of the splice, then a second start, gives every row exactly once", async () => {
  const ids = await newSplice();
  const orders = Array.from({ length: 8000 }, (_, index) => sampleEndedOrder(index + 1));
  const records = orders.map((order) => orderRecord(order, ids));
  await produce(records.slice(0, 4000));
  {
    await using splice = startSplice();
    await until("the splice has committed something", async () => (await progress()).orders > 0);
    // It stands still while more work arrives, so that it cannot have done it all before it is killed.
    splice.signal("SIGSTOP");
    await produce(records.slice(4000));
    splice.signal("SIGCONT");
    splice.signal("SIGKILL");
    await splice.ended();
  }
  assert.ok((await progress()).lag > 0, "it was killed too late to prove anything");
  {
    await using splice = startSplice("--instances", "2");
    await spliced(orders.length);
    splice.signal("SIGTERM");
    const { code, said } = await splice.ended();
    assert.equal(code, 0, said);
  }
  await withAdmin(kafka, async (admin) => {
    for (const topic of SPLICED_TOPICS) await assertNoLag(admin, SPLICE, topic);
  });
  assert.equal((await progress()).orders, orders.length);
  const expected = orders.flatMap(rowsOf);
  for (const topic of ROW_TOPICS) {
    const rows = expected.filter((row) => row.topic === topic).map(({ key, row }) => {
      const fields: LooseRow = { ...row };
      const inOrder = columnsOf(topic).map(([name]) => [name, fields[name]]);
      return `${key} ${JSON.stringify(Object.fromEntries(inOrder))}`;
    });
    assert.deepEqual(await written(topic), rows.sort(), topic);
  }
});

Deno.test("the splice sends what it cannot read or no table can hold to the dead letters, and goes on", async () => {
  const ids = await newSplice();
  const finished = Array.from({ length: 50 }, (_, index) => sampleEndedOrder(index + 1))
    .filter((order): order is FinishedOrder => topicOf(order) === "finished_orders");
  const [first, second] = finished;
  assert.ok(first !== undefined && second !== undefined);
  const lunar = { ...second, order_date: "2023-02-30T00:00:00" } as FinishedOrder;
  await produce([
    { topic: "finished_orders", key: "x", value: Buffer.from("garbage"), headers: [["kept", "yes"]] },
    orderRecord(lunar, ids),
    orderRecord(first, ids),
  ]);
  await using _splice = startSplice();
  await spliced(3);
  const letters = await readAll("dead_letters");
  assert.deepEqual(
    letters.map(({ headers }) => headers["__connect.errors.exception.class.name"]).sort(),
    ["NotWireFormat", "OutOfRange"],
  );
  const garbage = letters.find(({ key }) => key === "x");
  assert.equal(garbage?.value?.toString(), "garbage");
  assert.equal(garbage?.headers["kept"], "yes");
  assert.equal(garbage?.headers["__connect.errors.connector.name"], "splice");
  assert.deepEqual((await readAll("order_info")).map(({ key }) => key), [String(first.order_id)]);
  assert.equal((await progress()).counts.dead_letters, 2);
});

Deno.test("the registry holds the rows' schemas as ksqlDB would register them, under BACKWARD", async () => {
  await using _splice = startSplice();
  for (const topic of ROW_TOPICS) {
    const subject = `${registryServer.url}/subjects/${valueSubject(topic)}/versions/latest`;
    await until(`${topic} has a schema`, async () => {
      const answer = await fetch(subject);
      await answer.body?.cancel();
      return answer.ok;
    });
    const { schema } = await (await fetch(subject)).json();
    assert.equal(schema, JSON.stringify(ROW_SCHEMAS[topic]));
    const config = await (await fetch(`${registryServer.url}/config/${valueSubject(topic)}`)).json();
    assert.equal(config.compatibilityLevel, "BACKWARD");
  }
});
