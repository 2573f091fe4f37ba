import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type FetchedRecord, hideAborted } from "./aborted_transactions.ts";

const data = (offset: number, producerId: string, inTransaction = true): FetchedRecord => ({
  offset: String(offset),
  key: Buffer.from([0, 0, 0, 0]),
  isControlRecord: false,
  batchContext: { producerId, inTransaction },
});
const marker = (offset: number, producerId: string, type: "abort" | "commit"): FetchedRecord => ({
  offset: String(offset),
  key: Buffer.from([0, 0, 0, type === "abort" ? 0 : 1]),
  isControlRecord: true,
  batchContext: { producerId, inTransaction: true },
});
const aborted = (producerId: string, firstOffset: number) => ({
  producerId,
  firstOffset: String(firstOffset),
});

function visible(records: FetchedRecord[], ...transactions: ReturnType<typeof aborted>[]): number[] {
  hideAborted(records, transactions);
  return records.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
}

Deno.test("hideAborted() hides a transaction that began first and was aborted last", () => {
  // As a broker answered after the shop (1) and the payment service (24) were killed at once.
  const records = [
    data(183, "24"),
    data(184, "24"),
    marker(186, "1", "commit"),
    data(187, "1"),
    marker(190, "1", "abort"),
    marker(191, "24", "abort"),
    data(192, "24"),
  ];
  assert.deepEqual(visible(records, aborted("1", 187), aborted("24", 183)), [192]);
});

Deno.test("hideAborted() hides transactions that all began before the first record of the answer", () => {
  const records = [
    data(50, "b"),
    data(51, "a"),
    marker(52, "a", "abort"),
    marker(53, "b", "abort"),
    data(54, "a"),
  ];
  assert.deepEqual(visible(records, aborted("a", 10), aborted("b", 20)), [54]);
});

Deno.test("hideAborted() leaves committed and non-transactional records of the same producer alone", () => {
  const records = [
    data(1, "a"),
    marker(2, "a", "commit"),
    data(3, "a"),
    data(4, "a", false),
    marker(5, "a", "abort"),
  ];
  assert.deepEqual(visible(records, aborted("a", 3)), [1, 4]);
});

Deno.test("hideAborted() hides a second aborted transaction of the same producer", () => {
  const records = [
    data(1, "a"),
    marker(2, "a", "abort"),
    data(3, "b"),
    data(4, "a"),
    marker(5, "a", "abort"),
  ];
  assert.deepEqual(visible(records, aborted("a", 1), aborted("a", 4)), [3]);
});
