import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type FetchedMessage, recordsFrom } from "./records.ts";

function batch(...offsets: number[]) {
  const messages: FetchedMessage[] = offsets.map((offset) => ({
    key: Buffer.from("k"),
    value: null,
    offset: String(offset),
    headerList: [[Buffer.from("trace"), null]],
  }));
  return { topic: "paid_orders", partition: 2, messages };
}

const offsetsFrom = (position: bigint | undefined, ...offsets: number[]) =>
  recordsFrom(batch(...offsets), position).map(({ offset }) => Number(offset));

Deno.test("recordsFrom() takes the whole batch when it begins at the position or nothing was consumed", () => {
  assert.deepEqual(offsetsFrom(5n, 5, 6, 9), [5, 6, 9]);
  assert.deepEqual(offsetsFrom(undefined, 5, 6, 9), [5, 6, 9]);
});

Deno.test("recordsFrom() leaves out what is below the committed position", () => {
  assert.deepEqual(offsetsFrom(7n, 5, 6, 9), [9]);
  assert.deepEqual(offsetsFrom(9n, 5, 6, 9), [9]);
  assert.deepEqual(offsetsFrom(10n, 5, 6, 9), []);
});

Deno.test("recordsFrom() does not stop at a gap that transaction markers left", () => {
  assert.deepEqual(offsetsFrom(7n, 8, 9), [8, 9]);
});

Deno.test("recordsFrom() says where a record came from, and keeps its headers", () => {
  assert.deepEqual(recordsFrom(batch(3), 0n), [
    {
      topic: "paid_orders",
      partition: 2,
      offset: "3",
      key: Buffer.from("k"),
      value: null,
      headers: [[Buffer.from("trace"), null]],
    },
  ]);
});
