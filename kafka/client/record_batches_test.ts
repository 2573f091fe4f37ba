import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { sizeOf, splitByBytes } from "./record_batches.ts";

const records = fc.array(
  fc.record({
    topic: fc.constantFrom("a", "b"),
    key: fc.option(fc.string()),
    value: fc.option(fc.nat(500).map((length) => Buffer.alloc(length))),
  }),
);

Deno.test("splitByBytes() keeps every record, in order", () => {
  fc.assert(fc.property(records, fc.integer({ min: 1, max: 2000 }), (all, limit) => {
    assert.deepEqual([...splitByBytes(all, limit)].flat(), all);
  }));
});

Deno.test("splitByBytes() makes no slice above the limit, unless it holds a single record", () => {
  fc.assert(fc.property(records, fc.integer({ min: 1, max: 2000 }), (all, limit) => {
    for (const slice of splitByBytes(all, limit)) {
      const bytes = slice.reduce((sum, record) => sum + sizeOf(record), 0);
      assert.ok(slice.length === 1 || slice.length > 1 && bytes <= limit);
    }
  }));
});

Deno.test("splitByBytes() makes as few slices as the order allows", () => {
  const value = Buffer.alloc(300_000);
  const all = Array.from({ length: 7 }, (_, index) => ({ topic: "a", key: String(index), value }));
  assert.deepEqual([...splitByBytes(all)].map((slice) => slice.length), [2, 2, 2, 1]);
});

Deno.test("sizeOf() counts headers, also those that come more than once", () => {
  const bare = { topic: "a", key: null, value: null };
  const once = sizeOf({ ...bare, headers: [["name", "0123456789"]] }) - sizeOf(bare);
  const twice = sizeOf({ ...bare, headers: [["name", "0123456789"], ["name", "0123456789"]] }) - sizeOf(bare);
  assert.ok(once >= "name".length + 10);
  assert.equal(twice, 2 * once);
});
