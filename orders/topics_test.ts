import assert from "node:assert/strict";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import type { Order } from "./order.ts";
import { topicOf } from "./topics.ts";

for (
  const [status, paid, topic] of [
    ["Processing", false, "unpaid_orders"],
    ["Processing", true, "paid_orders"],
    ["Shipped", true, "shipped_orders"],
    ["Delivered", true, "finished_orders"],
    ["Timed Out", false, "failed_orders"],
    ["Cancelled", true, "failed_orders"],
    ["Returned", true, "failed_orders"],
  ] as const
) {
  Deno.test(`topicOf() sends an order that is ${status} and ${paid ? "paid" : "not paid"} to ${topic}`, () => {
    const { payment_info, shipping_info, ...rest } = sampleUnpaidOrder(1);
    const order = {
      ...rest,
      payment_info: { ...payment_info, payment_status: paid },
      shipping_info: { ...shipping_info, order_status: status },
    } as Order;
    assert.equal(topicOf(order), topic);
  });
}
