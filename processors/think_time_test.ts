import assert from "node:assert/strict";
import fc from "fast-check";
import type { OrderId } from "../orders/order.ts";
import { thinkFor, thinkTimes } from "./think_time.ts";

const orderId = fc.integer({ min: 1 }).map((number) => number as OrderId);
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

Deno.test("thinkTimes() takes 0.25-1 s for express orders, 1.25-2 s for others", () => {
  fc.assert(fc.property(seed, orderId, (seed, id) => {
    const seconds = thinkTimes(seed, "payment");
    const express = seconds(id, true), standard = seconds(id, false);
    assert.ok(express >= 0.25 && express < 1);
    assert.ok(standard >= 1.25 && standard < 2);
  }));
});

Deno.test("thinkTimes() spreads evenly, and each service thinks for itself", () => {
  const payment = thinkTimes(1, "payment"), shipping = thinkTimes(1, "shipping");
  const ids = Array.from({ length: 4000 }, (_, index) => index + 1 as OrderId);
  const mean = ids.reduce((sum, id) => sum + payment(id, true), 0) / ids.length;
  assert.ok(Math.abs(mean - 0.625) < 0.02, `mean ${mean}`);
  assert.ok(ids.filter((id) => payment(id, true) === shipping(id, true)).length < 5);
});

Deno.test("thinkFor() returns at once when the signal is aborted, before or while it thinks", async () => {
  const days = 1e6;
  await thinkFor(days, AbortSignal.abort());
  const stop = new AbortController();
  const thinking = thinkFor(days, stop.signal);
  stop.abort();
  await thinking;
});
