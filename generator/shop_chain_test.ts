import assert from "node:assert/strict";
import fc from "fast-check";
import { TindahanError } from "../orders/errors.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";
import { orderAt, shopChain } from "./shop_chain.ts";

const WORLD: World = {
  version: 1,
  seed: 1,
  from: parseLocal("2021-03-14T09:00:00")!,
  now: parseLocal("2021-04-14")!,
  scale: 1,
};

const purchases = (sizes: number[], world = WORLD) => {
  const chain = shopChain(world);
  return sizes.flatMap((size) => {
    const block = chain.take(size);
    return [...block.dates.keys()].map((n) => orderAt(block, n));
  });
};

Deno.test("take() gives the same orders, however they are cut into blocks", () => {
  fc.assert(fc.property(fc.array(fc.nat(300), { maxLength: 10 }), (sizes) => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.deepEqual(purchases(sizes), purchases([total]));
  }));
});

Deno.test("take() numbers orders from 1 without a gap", () => {
  assert.deepEqual(purchases([3, 4]).map(({ id }) => id), [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("take() stops before the first order that is too late, and loses none", () => {
  const chain = shopChain(WORLD);
  const history = chain.take(100_000, WORLD.now);
  assert.ok(history.dates.every((date) => date <= WORLD.now));
  assert.ok(chain.nextDate() > WORLD.now);
  assert.equal(chain.orders(), history.dates.length);
  assert.equal(chain.take(10, WORLD.now).dates.length, 0);
  const next = orderAt(chain.take(1), 0);
  assert.deepEqual(next, purchases([history.dates.length + 1]).at(-1));
});

Deno.test("take() counts an order at the very last moment in", () => {
  const [, second] = purchases([2]);
  assert.equal(shopChain(WORLD).take(10, second!.date).dates.length, 2);
});

Deno.test("shopChain() makes another chain for another seed, the same for another now", () => {
  assert.notDeepEqual(purchases([50], { ...WORLD, seed: 2 }), purchases([50]));
  assert.deepEqual(purchases([50], { ...WORLD, now: WORLD.from }), purchases([50]));
});

Deno.test("every order is live when now is the opening, even at the largest scale", () => {
  for (let seed = 0; seed < 300; seed++) {
    assert.ok(shopChain({ ...WORLD, seed, scale: 1000 }).nextDate() > WORLD.from);
  }
});

Deno.test("take() says so when dates pass the year 9999", () => {
  const chain = shopChain({ ...WORLD, scale: 0.0001 });
  assert.throws(() => chain.take(1_000_000), (error: TindahanError) => {
    assert.equal(error.code, "BAD_CALL");
    assert.match(error.message, /pass the year 9999 after \d+ orders/);
    return true;
  });
});
