import assert from "node:assert/strict";
import fc from "fast-check";
import { CATALOGUE } from "./catalogue.ts";
import { centavosOf, decimalText, lineCentavos, pesosOf } from "./money.ts";

const centavos = fc.integer({ min: -(10 ** 12), max: 10 ** 12 });

Deno.test("centavosOf() takes back what pesosOf() gave, to the centavo", () => {
  fc.assert(fc.property(centavos, (amount) => assert.equal(centavosOf(pesosOf(amount)), amount)));
});

Deno.test("lineCentavos() is price x quantity x (1 - discount), exact for every article and discount", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CATALOGUE),
      fc.nat(3),
      fc.integer({ min: 1, max: 17 }),
      (sku, sale, quantity) => {
        const discount = sku.discounts[sale]!;
        const line = lineCentavos(sku.price, quantity, discount);
        assert.ok(Number.isInteger(line) && line > 0);
        const twentieths = Math.round(discount * 20);
        assert.equal(line * 20, sku.price * 100 * quantity * (20 - twentieths));
      },
    ),
  );
});

Deno.test("lineCentavos() is not led astray by discounts that binary fractions cannot hold", () => {
  assert.ok(0.29 * 100 < 29);
  assert.equal(lineCentavos(100, 1, 0.29), 7100);
});

Deno.test("decimalText() writes two digits behind the point", () => {
  assert.deepEqual([0, 5, 123450, -5, -123456].map(decimalText), [
    "0.00",
    "0.05",
    "1234.50",
    "-0.05",
    "-1234.56",
  ]);
  fc.assert(fc.property(centavos, (amount) => assert.equal(centavosOf(Number(decimalText(amount))), amount)));
});
