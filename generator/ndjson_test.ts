import assert from "node:assert/strict";
import type { TindahanError } from "../orders/errors.ts";
import { GOLDEN_WORLD, goldenWorld } from "../tests/golden_world.ts";
import { type ByteSink, writeLines } from "./ndjson.ts";
import { sell } from "./sales.ts";

const plan = { world: GOLDEN_WORLD, sold: 0, orders: 200, live: undefined, workers: 1 };
const clock = { now: () => 0, sleep: () => Promise.resolve() };
const blocks = () => sell(plan, { form: "lines" }, clock, new AbortController().signal);

Deno.test("writeLines() writes everything, though the sink takes little at a time", async () => {
  const parts: Uint8Array[] = [];
  const sink: ByteSink = {
    write(bytes) {
      parts.push(bytes.slice(0, 1000));
      return Promise.resolve(Math.min(1000, bytes.length));
    },
  };
  let orders = 0;
  await writeLines(blocks(), sink, ({ ends }) => void (orders += ends.length));
  assert.equal(orders, 200);
  const lines = (await new Blob(parts as BlobPart[]).text()).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    JSON.parse(JSON.stringify(goldenWorld().orders.slice(0, 200))),
  );
});

Deno.test("writeLines() ends quietly when nobody reads any more", async () => {
  let counted = 0;
  const sink = { write: () => Promise.reject(new Deno.errors.BrokenPipe("Broken pipe")) };
  await writeLines(blocks(), sink, () => void counted++);
  assert.equal(counted, 0);
});

Deno.test("writeLines() says why it cannot write", async () => {
  const sink = { write: () => Promise.reject(new Error("No space left on device (os error 28)")) };
  await assert.rejects(writeLines(blocks(), sink, () => {}), (error: TindahanError) => {
    assert.equal(error.code, "CANNOT_WRITE");
    assert.match(error.message, /No space left on device/);
    return true;
  });
});
