import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { TindahanError } from "../orders/errors.ts";
import { parseLocal } from "../orders/local_time.ts";
import type { ShopPosition } from "../orders/world.ts";
import { SAMPLE_WORLD } from "../tests/sample_orders.ts";
import { apply, positionRecord, worldRecord, type WorldState } from "./world_topic.ts";

const date = parseLocal("2026-01-02T03:04:05");
const POSITION: ShopPosition = {
  orders: 12,
  date: date ?? SAMPLE_WORLD.now,
  counts: { unpaid_orders: 2, finished_orders: 10, item_info: 31 },
};

function after(...records: { key?: unknown; value: unknown }[]): WorldState {
  const bytes = (content: unknown) => content === null ? null : Buffer.from(String(content));
  return records.reduce<WorldState>((state, { key, value }) => apply(state, bytes(key), bytes(value)), {});
}

function refusalOf(key: string | null, value: unknown): string {
  try {
    after({ key, value: value === null ? null : JSON.stringify(value) });
  } catch (error) {
    assert.ok(error instanceof TindahanError && error.code === "BAD_DATA");
    return error.message;
  }
  return "none";
}

Deno.test("apply() reads what worldRecord() and positionRecord() wrote, the last of each key", () => {
  const later = { ...POSITION, orders: 13 };
  assert.deepEqual(after(worldRecord(SAMPLE_WORLD)), { world: SAMPLE_WORLD });
  assert.deepEqual(after(positionRecord(POSITION), worldRecord(SAMPLE_WORLD), positionRecord(later)), {
    world: SAMPLE_WORLD,
    position: later,
  });
});

Deno.test("apply() refuses a world of a newer version and says which", () => {
  assert.match(
    refusalOf("world", { ...SAMPLE_WORLD, version: 2 }),
    /newer Tindahan: version 2, this one knows 1/,
  );
});

Deno.test("apply() refuses what is no world and no position", () => {
  const broken = [
    ["world", { ...SAMPLE_WORLD, seed: "7" }],
    ["world", { ...SAMPLE_WORLD, seed: 2 ** 32 }],
    ["world", { ...SAMPLE_WORLD, scale: 0 }],
    ["world", { ...SAMPLE_WORLD, now: null }],
    ["world", null],
    ["shop", { ...POSITION, orders: -1 }],
    ["shop", { ...POSITION, counts: { unpaid_orders: 1.5 } }],
    ["shop", []],
    ["tea", {}],
    [null, {}],
  ] as const;
  for (const [key, value] of broken) assert.match(refusalOf(key, value), /^the topic 'world'/, `${key}`);
});
