import assert from "node:assert/strict";
import fc from "fast-check";
import { deliverOrder } from "../orders/delivery.ts";
import { DAY, formatLocal, type LocalSeconds, parseLocal, plus, secondsOf } from "../orders/local_time.ts";
import type { Order, OrderId, PaidOrder, ShippedOrder, UnpaidOrder } from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { randomStreams } from "../orders/random.ts";
import { shipOrder } from "../orders/shipping.ts";
import { topicOf } from "../orders/topics.ts";
import { eraOf, type World } from "../orders/world.ts";
import { sampleUnpaidOrder } from "../tests/sample_orders.ts";
import { currentStates } from "./current_state.ts";

const NOW = parseLocal("2026-11-23T12:00:00")!;
const WORLD: World = { version: 1, seed: 8, from: parseLocal("2021-03-14")!, now: NOW, scale: 1 };

/** Ordered at most thirty days before now: every state is among them. */
const ages = fc.integer({ min: 0, max: 30 * DAY });
const ids = fc.integer({ min: 1, max: 10_000 });

function freshOrder(id: number, date: LocalSeconds): UnpaidOrder {
  return { ...sampleUnpaidOrder(id), order_id: id as OrderId, order_date: formatLocal(date) };
}

function datesOf({ order_date, payment_info, shipping_info }: Order): LocalSeconds[] {
  const { shipped_date, finished_date } = shipping_info;
  return [order_date, payment_info.payment_date, shipped_date, finished_date]
    .filter((date) => date !== null).map(secondsOf);
}

/** The order and all that the processors make of it, in turn. */
function lifeOf(order: Order, world: World): Order[] {
  const era = eraOf(secondsOf(order.order_date), world);
  const streams = (purpose: string) => randomStreams(world.seed, purpose)(order.order_id);
  switch (topicOf(order)) {
    case "unpaid_orders":
      return [order, ...lifeOf(payOrder(order as UnpaidOrder, era, streams("payment")), world)];
    case "paid_orders":
      return [order, ...lifeOf(shipOrder(order as PaidOrder, era, streams("shipping")), world)];
    case "shipped_orders":
      return [order, ...lifeOf(deliverOrder(order as ShippedOrder, era, streams("delivery")), world)];
    default:
      return [order];
  }
}

Deno.test("currentStates() leaves a past order where its own dates put it: no date is later than now, the next one is", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(ids, ages, (id, age) => {
      const order = currentStates(WORLD)(freshOrder(id, plus(NOW, -age)), plus(NOW, -age));
      seen.add(topicOf(order));
      assert.ok(datesOf(order).every((date) => date <= NOW), "no date is later than now");
      const next = lifeOf(order, WORLD)[1];
      if (next !== undefined) assert.ok(Math.max(...datesOf(next)) > NOW, "nothing more has happened by now");
    }),
    { numRuns: 3000 },
  );
  assert.equal(seen.size, 5, `all topics were seen: ${[...seen]}`);
});

Deno.test("currentStates() stops a past order somewhere on the life that the processors give it", () => {
  fc.assert(fc.property(ids, ages, (id, age) => {
    const fresh = freshOrder(id, plus(NOW, -age));
    const order = currentStates(WORLD)(fresh, plus(NOW, -age));
    const whole = lifeOf(fresh, WORLD);
    const reached = whole.findIndex((stage) => JSON.stringify(stage) === JSON.stringify(order));
    assert.ok(reached >= 0, "the order is one of its stages, byte by byte");
    assert.deepEqual(lifeOf(order, WORLD), whole.slice(reached), "and goes on as it would have");
  }));
});

Deno.test("currentStates() carries an order on as now moves on, never back", () => {
  fc.assert(fc.property(ids, ages, ages, (id, one, other) => {
    const date = plus(NOW, -40 * DAY);
    const at = (age: number) => currentStates({ ...WORLD, now: plus(NOW, -age) })(freshOrder(id, date), date);
    const [early, late] = one > other ? [at(one), at(other)] : [at(other), at(one)];
    const texts = lifeOf(early, WORLD).map((stage) => JSON.stringify(stage));
    assert.ok(texts.includes(JSON.stringify(late)));
  }));
});

Deno.test("currentStates() makes dates rise along every life, past or live", () => {
  fc.assert(fc.property(ids, fc.integer({ min: -30 * DAY, max: 30 * DAY }), (id, offset) => {
    const date = plus(NOW, offset);
    for (const stage of lifeOf(currentStates(WORLD)(freshOrder(id, date), date), WORLD)) {
      const dates = datesOf(stage);
      assert.deepEqual(dates, dates.toSorted((a, b) => a - b));
    }
  }));
});

Deno.test("currentStates() lets live orders leave the shop unpaid, or paid in the moment of ordering with 65 %", () => {
  const stateOf = currentStates(WORLD), date = plus(NOW, DAY), count = 10_000;
  let paid = 0;
  for (let id = 1; id <= count; id++) {
    const fresh = freshOrder(id, date);
    const order = stateOf(fresh, date);
    if (topicOf(order) === "paid_orders") {
      paid++;
      assert.equal(order.payment_info.payment_date, order.order_date);
    } else assert.deepEqual(order, fresh);
  }
  assert.ok(Math.abs(paid / count - 0.65) < 0.02, `${paid} of ${count} were paid`);
});
