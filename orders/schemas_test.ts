import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { deliverOrder } from "./delivery.ts";
import { DAY, plus, secondsOf } from "./local_time.ts";
import type { Order, PaidOrder, ShippedOrder, UnpaidOrder } from "./order.ts";
import { applyPayment } from "./payment.ts";
import { randomStreams } from "./random.ts";
import { type JsonSchema, ORDER_SCHEMAS } from "./schemas.ts";
import { applyShipping } from "./shipping.ts";
import { ORDER_TOPICS, type OrderTopic, topicOf } from "./topics.ts";

const ajv = new Ajv({ strict: true });
const checks = Object.fromEntries(ORDER_TOPICS.map((topic) => [topic, ajv.compile(ORDER_SCHEMAS[topic])]));
const satisfies = (order: unknown, topic: OrderTopic) => checks[topic]!(order) as boolean;

const unpaid: UnpaidOrder = sampleUnpaidOrder(1);
const ordered = secondsOf(unpaid.order_date);
const eta = plus(ordered, 5 * DAY);
const payment = { paid: true, at: ordered, atOnce: true, method: "Credit Card", eta } as const;
const paid = applyPayment(unpaid, payment) as PaidOrder;
const shipped = applyShipping(paid, { shipped: true, at: plus(ordered, DAY) }) as ShippedOrder;
const delivered = deliverOrder(shipped, "past", randomStreams(1, "delivery")(1));
const STAGES: readonly Order[] = [
  unpaid,
  paid,
  shipped,
  delivered,
  applyPayment(unpaid, { paid: false, at: plus(ordered, 7 * DAY) }),
  applyShipping(paid, { shipped: false, at: plus(ordered, DAY) }),
  { ...delivered, shipping_info: { ...delivered.shipping_info, order_status: "Returned" } },
];

Deno.test("ORDER_SCHEMAS accept an order in the topic of its stage and refuse it in every other", () => {
  assert.equal(delivered.shipping_info.order_status, "Delivered");
  for (const order of STAGES) {
    for (const topic of ORDER_TOPICS) {
      const { order_status } = order.shipping_info;
      assert.equal(satisfies(order, topic), topic === topicOf(order), `${order_status} in ${topic}`);
    }
  }
});

Deno.test("ORDER_SCHEMAS allow no null in finished orders", () => {
  for (const [group, fields] of Object.entries(delivered)) {
    assert.ok(!satisfies({ ...delivered, [group]: null }, "finished_orders"), group);
    if (typeof fields !== "object" || Array.isArray(fields)) continue;
    for (const field of Object.keys(fields)) {
      const broken = { ...delivered, [group]: { ...fields, [field]: null } };
      assert.ok(!satisfies(broken, "finished_orders"), `${group}.${field}`);
    }
  }
});

Deno.test("ORDER_SCHEMAS demand what is known at each stage", () => {
  for (
    const [order, fields] of [
      [paid, ["eta", "order_status"]],
      [shipped, ["eta", "order_status", "shipping_id", "shipped_date"]],
      [STAGES[4]!, ["finished_date", "order_status"]],
    ] as const
  ) {
    for (const field of fields) {
      const broken = { ...order, shipping_info: { ...order.shipping_info, [field]: null } };
      assert.ok(!satisfies(broken, topicOf(order)), `${field} in ${topicOf(order)}`);
    }
  }
  const undated = { ...paid, payment_info: { ...paid.payment_info, payment_date: null } };
  assert.ok(!satisfies(undated, "paid_orders"));
  const methodless = { ...paid, payment_info: { ...paid.payment_info, payment_method: "Unpaid" } };
  assert.ok(!satisfies(methodless, "paid_orders"));
});

Deno.test("ORDER_SCHEMAS refuse missing and unknown fields, at every depth", () => {
  const { order_total: _, ...withoutTotal } = unpaid;
  const { email: __, ...withoutEmail } = unpaid.customer_info;
  const [item] = unpaid.item_info;
  for (
    const [what, order] of Object.entries({
      "no order_total": withoutTotal,
      "no email": { ...unpaid, customer_info: withoutEmail },
      "a field too many": { ...unpaid, note: "" },
      "an item's field too many": { ...unpaid, item_info: [{ ...item, note: "" }] },
      "no items": { ...unpaid, item_info: [] },
    })
  ) assert.ok(!satisfies(order, "unpaid_orders"), what);
});

Deno.test("ORDER_SCHEMAS refuse values that no order has", () => {
  for (
    const [what, change] of Object.entries({
      "order_id 0": { order_id: 0 },
      "order_id as text": { order_id: "1" },
      "half an order_id": { order_id: 1.5 },
      "a date without time": { order_date: "2026-01-01" },
      "a date with an offset": { order_date: "2026-01-01T00:00:00Z" },
      "a negative total": { order_total: -1 },
      "no variety": { item_variety: 0 },
      "an order_id that no integer holds": { order_id: 2 ** 31 },
      "a variety that no smallint holds": { item_variety: 2 ** 15 },
      "a total that no numeric(12,2) holds": { order_total: 1e10 },
      "a quantity that no smallint holds": { item_info: [{ ...unpaid.item_info[0], quantity: 2 ** 15 }] },
    })
  ) assert.ok(!satisfies({ ...unpaid, ...change }, "unpaid_orders"), what);
});

Deno.test("ORDER_SCHEMAS pin the payment's status at each stage that has but one", () => {
  const contrary = (order: Order) => {
    const { payment_info } = order;
    return { ...order, payment_info: { ...payment_info, payment_status: !payment_info.payment_status } };
  };
  for (const order of [unpaid, paid, shipped, delivered]) {
    assert.ok(!satisfies(contrary(order), topicOf(order)), topicOf(order));
  }
});

Deno.test("ORDER_SCHEMAS write an enum of other than texts beside oneOf, for ksqlDB cannot read it beside a type", () => {
  const schemasIn = (schema: JsonSchema): JsonSchema[] => [
    schema,
    ...[
      ...Object.values(schema.properties ?? {}),
      ...(schema.items ? [schema.items] : []),
      ...(schema.oneOf ?? []),
    ]
      .flatMap(schemasIn),
  ];
  for (const topic of ORDER_TOPICS) {
    const pinned = schemasIn(ORDER_SCHEMAS[topic]).filter((schema) =>
      schema.enum && schema.type !== "string"
    );
    for (const { type, oneOf } of pinned) assert.ok(type === undefined && oneOf !== undefined, topic);
  }
});
