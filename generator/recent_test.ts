import assert from "node:assert/strict";
import fc from "fast-check";
import { rememberRecent } from "./recent.ts";

Deno.test("rememberRecent() answers like the function it wraps", () => {
  fc.assert(fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 5 }), (keys, size) => {
    const square = rememberRecent((key: number) => key * key, size);
    assert.deepEqual(keys.map(square), keys.map((key) => key * key));
  }));
});

Deno.test("rememberRecent() makes what is asked for again and again only once", () => {
  let made = 0;
  const value = rememberRecent((key: number) => (made++, { key }), 10);
  for (let n = 0; n < 1000; n++) {
    value(1);
    value(1000 + n);
  }
  assert.equal(made, 1001);
});

Deno.test("rememberRecent() forgets what nobody asked for since twice its size", () => {
  const value = rememberRecent((key: number) => ({ key }), 10);
  const first = value(0);
  assert.equal(value(0), first);
  for (let key = 1; key <= 20; key++) value(key);
  assert.notEqual(value(0), first);
});
