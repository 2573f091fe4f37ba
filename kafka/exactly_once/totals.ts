/** Running totals of a consumer group on one partition, kept as the metadata of its committed offset. */
import { TindahanError } from "../../orders/errors.ts";
import { addCounts, type CountName, type Counts } from "../../orders/world.ts";
import { DEAD_LETTER_TOPIC, ORDER_TOPICS } from "../../orders/topics.ts";

export interface Totals {
  /** Records consumed, dead letters among them. */
  readonly orders: number;
  /** What was produced from them. */
  readonly counts: Readonly<Counts>;
}

export const NO_TOTALS: Totals = { orders: 0, counts: {} };

const NAMES: readonly CountName[] = [...ORDER_TOPICS, "item_info", "failed_item_info", DEAD_LETTER_TOPIC];

/** Adds totals up. */
export function addTotals(...parts: readonly Totals[]): Totals {
  return {
    orders: parts.reduce((sum, { orders }) => sum + orders, 0),
    counts: addCounts(...parts.map(({ counts }) => counts)),
  };
}

/** Writes totals as the metadata of a committed offset. */
export function formatTotals({ orders, counts }: Totals): string {
  return JSON.stringify({ orders, ...counts });
}

/**
 * Reads the metadata of a committed offset; empty metadata means that nothing was counted yet.
 *
 * @throws BAD_DATA when somebody else wrote it
 */
export function parseTotals(metadata: string | null, group: string): Totals {
  if (metadata === null || metadata === "") return NO_TOTALS;
  let value: unknown;
  try {
    value = JSON.parse(metadata);
  } catch {
    throw foreign(metadata, group);
  }
  if (typeof value !== "object" || value === null || !("orders" in value)) throw foreign(metadata, group);
  const { orders, ...counts } = value;
  if (!isTotal(orders) || !isCounts(counts)) throw foreign(metadata, group);
  return { orders, counts };
}

/** Whether a parsed value is totals by their known names. */
export function isCounts(value: unknown): value is Counts {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.entries(value).every(([name, total]) => NAMES.some((known) => known === name) && isTotal(total));
}

/** Whether a parsed value is a whole number from 0. */
export function isTotal(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function foreign(metadata: string, group: string): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `the committed offsets of consumer group '${group}' carry '${
      metadata.slice(0, 80)
    }', which are no totals`,
    "start a new world with 'deno task pipeline --fresh'",
  );
}
