/**
 * The invariants of docs/architecture.md, checked on the servers themselves after a drained run.
 *
 * It reads topics with kafkajs and tables with pg, and decodes with neither the serde nor the sinks of the project.
 */
import assert from "node:assert/strict";
import pg from "pg";
import { Kafka, logLevel } from "kafkajs";
import type { FailedOrder, FinishedOrder, Order } from "../../orders/order.ts";
import { CATALOGUE } from "../../orders/catalogue.ts";
import { jsonOf, readTopics } from "./topic_reader.ts";

export interface Servers {
  readonly brokers: string[];
  readonly databaseUrl: string;
}

export interface Ended {
  readonly finished: FinishedOrder[];
  readonly failed: FailedOrder[];
}

const PRICES = new Map(CATALOGUE.map(({ sku, price }) => [sku, price]));
const centavos = (pesos: number) => Math.round(pesos * 100);

/** Checks invariants 1 to 8 for a world that must hold exactly the order ids 1 to `orders`. */
export async function assertInvariants(servers: Servers, orders: number): Promise<Ended> {
  assert.ok(orders > 0, "an empty world proves nothing");
  const records = await readTopics(servers.brokers, ["finished_orders", "failed_orders"]);
  const ended = {
    finished: records.filter(({ topic }) => topic === "finished_orders").map((r) =>
      jsonOf(r) as FinishedOrder
    ),
    failed: records.filter(({ topic }) => topic === "failed_orders").map((r) => jsonOf(r) as FailedOrder),
  };
  for (const record of records) {
    assert.equal(record.key, String((jsonOf(record) as Order).order_id), "the key is the order id");
  }
  assertEachOrderEndsOnce([...ended.finished, ...ended.failed], orders);
  for (const order of [...ended.finished, ...ended.failed]) {
    assertDatesRise(order);
    assertMoneyAddsUp(order);
  }
  await assertNoOrphans(servers.databaseUrl);
  await assertTablesHoldTopics(servers.databaseUrl, ended);
  await assertNothingLeft(servers.brokers);
  return ended;
}

function assertEachOrderEndsOnce(all: readonly Order[], orders: number): void {
  const ids = all.map(({ order_id }) => Number(order_id)).sort((a, b) => a - b);
  assert.equal(ids.length, orders, "as many orders ended as the shop took");
  ids.forEach((id, index) => assert.equal(id, index + 1, "each order id ends exactly once"));
}

function assertDatesRise(order: FinishedOrder | FailedOrder): void {
  const { payment_info: { payment_date }, shipping_info: { shipped_date, finished_date } } = order;
  const dates = [order.order_date, payment_date, shipped_date, finished_date].filter((date) => date !== null);
  assert.deepEqual(dates, [...dates].sort(), `dates of order ${order.order_id} rise`);
  if (order.shipping_info.order_status === "Delivered") assert.equal(dates.length, 4, "no stage is skipped");
}

function assertMoneyAddsUp(order: Order): void {
  let total = 0;
  for (const { sku, quantity, discount_percent, subtotal } of order.item_info) {
    const percent = 100 - Math.round(discount_percent * 100);
    assert.equal(
      centavos(subtotal),
      PRICES.get(sku)! * quantity * percent,
      `subtotal of ${order.order_id}-${sku}`,
    );
    total += centavos(subtotal);
  }
  assert.equal(centavos(order.order_total), total, `total of order ${order.order_id}`);
  assert.equal(order.item_variety, order.item_info.length);
}

async function withDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ORPHANS = {
  "order without customer": `
    SELECT order_id FROM (TABLE order_info UNION ALL TABLE failed_order_info) AS o
    WHERE NOT EXISTS (SELECT FROM customer_info c WHERE c.customer_id = o.customer_id)`,
  "item without order": `
    SELECT item_id FROM item_info i WHERE NOT EXISTS (SELECT FROM order_info o WHERE o.order_id = i.order_id)`,
  "failed item without order": `
    SELECT item_id FROM failed_item_info i
    WHERE NOT EXISTS (SELECT FROM failed_order_info o WHERE o.order_id = i.order_id)`,
  "item without SKU": `
    SELECT item_id FROM (TABLE item_info UNION ALL TABLE failed_item_info) AS i
    WHERE NOT EXISTS (SELECT FROM sku_info s WHERE s.sku = i.sku)`,
  "customer without order": `
    SELECT customer_id FROM customer_info c
    WHERE NOT EXISTS (SELECT FROM order_info o WHERE o.customer_id = c.customer_id)
      AND NOT EXISTS (SELECT FROM failed_order_info o WHERE o.customer_id = c.customer_id)`,
};

async function assertNoOrphans(url: string): Promise<void> {
  await withDatabase(url, async (client) => {
    for (const [what, query] of Object.entries(ORPHANS)) {
      assert.deepEqual((await client.query(`${query} LIMIT 5`)).rows, [], what);
    }
  });
}

/** Every column of every order, item and customer, as PostgreSQL itself writes them. */
async function assertTablesHoldTopics(url: string, { finished, failed }: Ended): Promise<void> {
  const customers = new Map([...finished, ...failed].map(({ customer_info: c }) => [c.customer_id, c]));
  await withDatabase(url, async (client) => {
    await assertRows(client, "order_info", "order_id", finished.map(orderRow));
    await assertRows(client, "failed_order_info", "order_id", failed.map(orderRow));
    await assertRows(client, "item_info", "item_id", finished.flatMap(itemRows));
    await assertRows(client, "failed_item_info", "item_id", failed.flatMap(itemRows));
    await assertRows(client, "customer_info", "customer_id", [...customers.values()].map((c) => ({ ...c })));
  });
}

type Row = Record<string, unknown>;

async function assertRows(client: pg.Client, table: string, key: string, expected: Row[]): Promise<void> {
  const { rows } = await client.query(`SELECT to_jsonb(t) AS row FROM ${table} AS t`);
  const found = new Map<unknown, Row>(rows.map(({ row }: { row: Row }) => [row[key], row]));
  assert.equal(rows.length, expected.length, `rows of ${table}`);
  for (const row of expected) assert.deepEqual(found.get(row[key]), row, `${table} ${row[key]}`);
}

function orderRow({ payment_info, shipping_info, ...order }: FinishedOrder | FailedOrder): Row {
  return {
    order_id: order.order_id,
    order_date: order.order_date,
    customer_id: order.customer_info.customer_id,
    order_total: order.order_total,
    item_variety: order.item_variety,
    ...payment_info,
    ...shipping_info,
  };
}

function itemRows({ order_id, item_info }: FinishedOrder | FailedOrder): Row[] {
  return item_info.map((item) => ({ item_id: `${order_id}-${item.sku}`, order_id, ...item }));
}

/** No lag in any of the pipeline's groups that Kafka keeps, no transaction left open. */
async function assertNothingLeft(brokers: string[]): Promise<void> {
  const kafka = new Kafka({ clientId: "test-lag", brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (const [group, topics] of Object.entries(GROUPS)) {
      for (const topic of topics) {
        const ends = new Map((await admin.fetchTopicOffsets(topic)).map((end) => [end.partition, end.high]));
        const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
        for (const { partition, offset } of committed?.partitions ?? []) {
          const end = ends.get(partition);
          assert.equal(offset === "-1" ? "0" : offset, end, `${group} on ${topic}/${partition} has no lag`);
        }
      }
    }
  } finally {
    await admin.disconnect();
  }
}
const GROUPS = {
  payment: ["unpaid_orders"],
  shipping: ["paid_orders"],
  delivery: ["shipped_orders"],
  splice: ["finished_orders", "failed_orders"],
};
