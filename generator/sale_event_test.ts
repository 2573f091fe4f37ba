import assert from "node:assert/strict";
import fc from "fast-check";
import { saleEvents } from "./sale_event.ts";

Deno.test("saleEvents() gives every order of a sale the same event, whoever asks", () => {
  fc.assert(fc.property(fc.nat(), fc.nat(60_000), (seed, saleNumber) => {
    const day = { rhythm: "ordinary", sale: "end-of-month", saleNumber } as const;
    const here = saleEvents(seed);
    const first = here(day);
    here({ ...day, saleNumber: saleNumber + 1 });
    assert.equal(here(day), first);
    assert.equal(saleEvents(seed)(day), first);
  }));
});

for (
  const [sale, usual, other, share] of [["mid-month", 1, 2, 0.7], ["end-of-month", 2, 3, 0.65]] as const
) {
  Deno.test(`saleEvents() draws event ${usual} for ${share * 100} % of the ${sale} sales, else ${other}`, () => {
    const eventOf = saleEvents(1);
    const events = Array.from(
      { length: 5000 },
      (_, saleNumber) => eventOf({ rhythm: "ordinary", sale, saleNumber }),
    );
    assert.deepEqual([...new Set(events)].sort(), [usual, other]);
    const found = events.filter((event) => event === usual).length / events.length;
    assert.ok(Math.abs(found - share) < 0.03, `${found}`);
  });
}

Deno.test("saleEvents() gives event 0 without a sale", () => {
  assert.equal(saleEvents(1)({ rhythm: "ordinary", sale: "none", saleNumber: 0 }), 0);
});
