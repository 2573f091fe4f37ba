/** The summary of an export. */
import { columns, count, paint } from "../../lib/command_line/terminal.ts";
import type { Manifest } from "./manifest.ts";
import type { LeftOut } from "./read_orders.ts";

/** The lines of the closing table. @param elapsed milliseconds */
export function exportLines(manifest: Manifest, out: string, elapsed: number): string[] {
  const { tables } = manifest;
  const orders = tables["orders"]?.rows ?? 0;
  const rows = Object.entries(tables)
    .map(([table, { rows, files, bytes }]) => [table, count(rows), count(files), size(bytes)]);
  const rate = count(orders / Math.max(elapsed, 1) * 1000);
  return [
    `${paint.green("exported")} ${paint.bold(count(orders))} orders to ${out}, ${rate} orders/s`,
    "",
    ...columns([["table", "rows", "files", "size"], ...rows], new Set([1, 2, 3])),
  ];
}

const SHOWN = 5;

/** A line for each record that holds no order, the first few of them. */
export function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const lines = leftOut.slice(0, SHOWN).map(({ topic, partition, offset, why }) =>
    `${paint.yellow("left out")} ${topic}/${partition} offset ${offset}: ${why.message} [${why.reason}]`
  );
  const more = leftOut.length - lines.length;
  return more > 0
    ? [...lines, `${paint.yellow("left out")} ${count(more)} more records that hold no order`]
    : lines;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
