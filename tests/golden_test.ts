import assert from "node:assert/strict";
import delivery from "../fixtures/orders-delivery.json" with { type: "json" };
import payment from "../fixtures/orders-payment.json" with { type: "json" };
import shipping from "../fixtures/orders-shipping.json" with { type: "json" };
import world from "../fixtures/world.json" with { type: "json" };
import { FIXTURES } from "./fixtures.ts";

const KEPT: Readonly<Record<string, unknown>> = {
  "world.json": world,
  "orders-payment.json": payment,
  "orders-shipping.json": shipping,
  "orders-delivery.json": delivery,
};

for (const [file, make] of Object.entries(FIXTURES)) {
  Deno.test(`fixtures/${file} is what the code makes; if it should not be, 'deno task renew' writes it anew`, () => {
    assert.ok(file in KEPT, `${file} is compared`);
    // By way of text, as the file came: what JSON drops is dropped on both sides.
    assert.deepEqual(JSON.parse(JSON.stringify(make())), KEPT[file]);
  });
}

Deno.test("the golden world holds 500 orders in all five topics, past and live", () => {
  assert.equal(world.orders.length, 500);
  assert.equal(new Set(world.orders.map(({ topic }) => topic)).size, 5);
  const live = world.orders.filter(({ value }) => value.order_date > "2026-11-23T00:00:00");
  assert.ok(live.length > 50 && live.length < 450, `${live.length} live orders`);
});

Deno.test("the golden stages show every outcome, past and live", () => {
  const outcomes = (stage: typeof payment | typeof shipping | typeof delivery) =>
    [
      ...new Set(stage.cases.map((order) => {
        const era = order.in.order_date > "2026-11-23T00:00:00" ? "live" : "past";
        return `${era} ${order.out.shipping_info.order_status}`;
      })),
    ].sort();
  assert.deepEqual(outcomes(payment), [
    "live Processing",
    "live Timed Out",
    "past Processing",
    "past Timed Out",
  ]);
  assert.deepEqual(outcomes(shipping), ["live Cancelled", "live Shipped", "past Shipped"]);
  const ends = ["Cancelled", "Delivered", "Returned"];
  assert.deepEqual(outcomes(delivery), ["live", "past"].flatMap((era) => ends.map((end) => `${era} ${end}`)));
});
