/** The figures of a world for which docs/order-model.md, "Targets" sets targets, taken from its orders. */
import { CATALOGUE } from "../orders/catalogue.ts";
import { HOUR, secondsOf } from "../orders/local_time.ts";
import type { FinishedOrder, Order } from "../orders/order.ts";
import { topicOf } from "../orders/topics.ts";

const COSTS = new Map(CATALOGUE.map(({ sku, cost }) => [sku, cost]));
const ENCODER = new TextEncoder();

/** Sums up orders one by one; what it keeps grows with the customers only. */
export function worldFigures() {
  const sums = new Map<string, number>();
  const add = (name: string, value = 1) => sums.set(name, (sums.get(name) ?? 0) + value);
  const sum = (name: string) => sums.get(name) ?? 0;
  const customers = new Map<number, { orders: number; finished: number; revenue: number }>();

  function addOrder(order: Order): void {
    add("orders");
    add("bytes", ENCODER.encode(JSON.stringify(order)).length);
    add(topicOf(order));
    add(order.shipping_info.order_status);
    add(`year ${order.order_date.slice(0, 4)}`);
    add(`variety ${order.item_variety}`);
    add("lines", order.item_info.length);
    add("quantity", order.item_info.reduce((total, { quantity }) => total + quantity, 0));
    if (order.shipping_info.express_shipping) add("express");
    if (order.customer_info.provincial_code === "PH-00") add("metro");
    const { payment_info } = order;
    if (payment_info.payment_status) {
      add("paid");
      if (payment_info.payment_date === order.order_date) add("at once");
    }
    const customer = customerOf(order.customer_info.customer_id);
    customer.orders += 1;
    if (isFinished(order)) addFinished(order, customer);
  }

  function customerOf(id: number) {
    const customer = customers.get(id) ?? { orders: 0, finished: 0, revenue: 0 };
    customers.set(id, customer);
    return customer;
  }

  function addFinished(order: FinishedOrder, customer: { finished: number; revenue: number }): void {
    const { shipping_info, payment_info, order_total } = order;
    customer.finished += 1;
    customer.revenue += order_total;
    add("revenue", order_total);
    for (const { sku, quantity } of order.item_info) add("cost", quantity * COSTS.get(sku)!);
    const ordered = secondsOf(order.order_date), paid = secondsOf(payment_info.payment_date);
    const shipped = secondsOf(shipping_info.shipped_date), finished = secondsOf(shipping_info.finished_date);
    add("hours to payment", (paid - ordered) / HOUR);
    add("hours to shipping", (shipped - paid) / HOUR);
    add("hours to finish", (finished - shipped) / HOUR);
    if (finished <= secondsOf(shipping_info.eta) + 24 * HOUR) add("on time");
  }

  /** The figures by the names under which the order model lists them; shares are percent. */
  function figures() {
    const share = (name: string, of: string) => 100 * sum(name) / sum(of);
    const mean = (name: string, of: string) => sum(name) / sum(of);
    const buyers = [...customers.values()].filter(({ finished }) => finished > 0);
    const repeat = buyers.filter(({ finished }) => finished > 1);
    const best = [...customers.values()].map(({ orders }) => orders).sort((a, b) => b - a).slice(0, 10);
    return {
      "orders": sum("orders"),
      "finished share": share("finished_orders", "orders"),
      "failed share": share("failed_orders", "orders"),
      "Timed Out": share("Timed Out", "orders"),
      "Cancelled": share("Cancelled", "orders"),
      "Returned": share("Returned", "orders"),
      "average order value, finished": mean("revenue", "finished_orders"),
      "gross margin": 100 * (1 - sum("cost") / sum("revenue")),
      "repeat rate": 100 * repeat.length / buyers.length,
      "revenue share of repeat customers": 100 * repeat.reduce((total, { revenue }) => total + revenue, 0) /
        sum("revenue"),
      "ten best customers' share of orders": 100 * best.reduce((total, orders) => total + orders, 0) /
        sum("orders"),
      "express": share("express", "orders"),
      "on time": share("on time", "finished_orders"),
      "mean hours order to payment": mean("hours to payment", "finished_orders"),
      "mean hours payment to shipping": mean("hours to shipping", "finished_orders"),
      "mean hours shipping to finish": mean("hours to finish", "finished_orders"),
      "paid at once": share("at once", "paid"),
      "orders of 1 SKU": share("variety 1", "orders"),
      "orders of 2 SKUs": share("variety 2", "orders"),
      "orders of 3 SKUs": share("variety 3", "orders"),
      "orders of 4 SKUs": share("variety 4", "orders"),
      "orders of 5 SKUs": share("variety 5", "orders"),
      "orders of 6 SKUs": share("variety 6", "orders"),
      "orders of 7 SKUs": share("variety 7", "orders"),
      "mean quantity per line": mean("quantity", "lines"),
      "Metro Manila share of orders": share("metro", "orders"),
      "orders of 2025 above those of 2022": sum("year 2025") - sum("year 2022"),
      "size of an order as compact JSON": mean("bytes", "orders"),
    };
  }

  return { addOrder, figures };
}

export type FigureName = keyof ReturnType<ReturnType<typeof worldFigures>["figures"]>;

function isFinished(order: Order): order is FinishedOrder {
  return topicOf(order) === "finished_orders";
}
