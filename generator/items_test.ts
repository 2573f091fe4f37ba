import assert from "node:assert/strict";
import fc from "fast-check";
import { CATALOGUE, type SaleEvent } from "../orders/catalogue.ts";
import { randomStream, randomStreams } from "../orders/random.ts";
import { drawItems, drawLargestQuantity, drawQuantity, drawVariety } from "./items.ts";

const SALES = ["none", "mid-month", "end-of-month"] as const;
const DRAWS = 20_000;

Deno.test("drawItems() gives subtotals and a total that are exact to the centavo", () => {
  const sales = fc.constantFrom(...SALES), events = fc.constantFrom<SaleEvent>(0, 1, 2, 3);
  fc.assert(fc.property(fc.nat(), sales, events, (seed, sale, event) => {
    const { item_info, order_total } = drawItems(sale, event, randomStream(seed, "items"));
    let hundredths = 0;
    for (const { sku, quantity, discount_percent, subtotal } of item_info) {
      const article = CATALOGUE[sku - 1]!;
      assert.equal(discount_percent, article.discounts[event]);
      // In hundredths of a centavo, so that no rounding can hide.
      const exact = article.price * quantity * (10_000 - Math.round(discount_percent * 10_000));
      assert.equal(Math.round(subtotal * 10_000), exact);
      assert.ok(quantity >= 1 && quantity <= 17);
      hundredths += exact;
    }
    assert.equal(Math.round(order_total * 10_000), hundredths);
    assert.equal(order_total, Number(order_total.toFixed(2)));
    assert.equal(new Set(item_info.map(({ sku }) => sku)).size, item_info.length, "no SKU twice");
    assert.ok(item_info.length >= 1 && item_info.length <= 7);
  }));
});

Deno.test("drawItems() chooses SKUs uniformly", () => {
  const streams = randomStreams(1, "items");
  const counts = new Map<number, number>();
  for (let n = 1; n <= DRAWS; n++) {
    for (const { sku } of drawItems("none", 0, streams(n)).item_info) {
      counts.set(sku, (counts.get(sku) ?? 0) + 1);
    }
  }
  const expected = [...counts.values()].reduce((sum, count) => sum + count, 0) / CATALOGUE.length;
  for (const { sku } of CATALOGUE) {
    const count = counts.get(sku) ?? 0;
    assert.ok(Math.abs(count - expected) < 5 * Math.sqrt(expected), `SKU ${sku}: ${count}, not ${expected}`);
  }
});

Deno.test("drawVariety() spreads 1 to 7 SKUs as the order model's weights do", () => {
  const random = randomStream(2, "test");
  const counts = new Array<number>(8).fill(0);
  for (let n = 0; n < DRAWS; n++) counts[drawVariety(random)]! += 1;
  // By hand: uniform 1-5, then 27 % less 1-3 (at least 1), 56 % as is, 17 % more 1-2.
  assert.equal(counts[0], 0);
  for (
    const [variety, share] of [[1, 0.274], [2, 0.183], [3, 0.182], [4, 0.164], [5, 0.146], [6, 0.034], [
      7,
      0.017,
    ]] as const
  ) {
    assert.ok(
      Math.abs(counts[variety]! / DRAWS - share) < 0.01,
      `${variety} SKUs: ${counts[variety]! / DRAWS}, not ${share}`,
    );
  }
});

Deno.test("drawLargestQuantity() starts from 9, 12 in a mid-month sale, 15 at the end of the month", () => {
  for (const [sale, usual] of [["none", 9], ["mid-month", 12], ["end-of-month", 15]] as const) {
    const random = randomStream(3, "test");
    const drawn = Array.from({ length: DRAWS }, () => drawLargestQuantity(sale, random));
    assert.deepEqual([Math.min(...drawn), Math.max(...drawn)], [usual - 5, usual + 2]);
    const share = (test: (most: number) => boolean) => drawn.filter(test).length / DRAWS;
    assert.ok(Math.abs(share((most) => most < usual) - 0.32) < 0.015);
    assert.ok(Math.abs(share((most) => most === usual) - 0.51) < 0.015);
    assert.equal(share((most) => most === usual - 1), 0);
  }
});

Deno.test("drawQuantity() is normal around largest x (1 - price/1000), within 1 and the largest", () => {
  const random = randomStream(4, "test");
  const draw = (price: number, largest: number) =>
    Array.from({ length: DRAWS }, () => drawQuantity({ price }, largest, random));
  const cheap = draw(500, 12);
  const mean = cheap.reduce((sum, quantity) => sum + quantity, 0) / DRAWS;
  const variance = cheap.reduce((sum, quantity) => sum + (quantity - mean) ** 2, 0) / DRAWS;
  assert.ok(Math.abs(mean - 6) < 0.04, `mean ${mean}`);
  // Rounding to whole numbers adds a twelfth to the variance of 1.
  assert.ok(Math.abs(variance - 13 / 12) < 0.05, `variance ${variance}`);
  assert.equal(Math.min(...draw(3000, 9)), 1);
  assert.equal(Math.max(...draw(25, 9)), 9);
});
