import assert from "node:assert/strict";
import { CATALOGUE } from "./catalogue.ts";

Deno.test("CATALOGUE numbers its 55 articles from 1, without a gap", () => {
  assert.deepEqual(CATALOGUE.map(({ sku }) => sku), Array.from({ length: 55 }, (_, index) => index + 1));
});

Deno.test("CATALOGUE sells every article above its cost, outside sales", () => {
  for (const { sku, price, cost, discounts } of CATALOGUE) {
    assert.ok(Number.isInteger(price) && price > 0, `SKU ${sku} has whole pesos as price`);
    assert.ok(cost > 0 && cost < price * (1 - discounts[0]), `SKU ${sku} makes a profit`);
  }
});

Deno.test("CATALOGUE gives discounts in steps of 5 %, never the whole price", () => {
  for (const { sku, discounts } of CATALOGUE) {
    for (const discount of discounts) {
      assert.ok(discount >= 0 && discount < 1, `SKU ${sku}`);
      assert.equal(Math.round(discount * 20) / 20, discount, `SKU ${sku}`);
    }
  }
});
