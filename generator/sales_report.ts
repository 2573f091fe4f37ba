/** The shop's messages on standard error: progress, on a terminal only, and a summary at the end. */
import { count, paint } from "../lib/command_line/terminal.ts";
import { formatLocal, type LocalSeconds } from "../orders/local_time.ts";
import { ORDER_TOPICS } from "../orders/topics.ts";
import { addCounts, type Counts } from "../orders/world.ts";
import type { EncodedBlock } from "./block_encoder.ts";
import { countsOfBlock } from "./block_counts.ts";

export interface SalesReport {
  /** One more block was sold. */
  add(block: EncodedBlock): void;
  /** Prints a line. */
  say(line: string): void;
  /** Prints what this run sold. */
  end(): void;
}

const REDRAW_MS = 250;

/** @param to where the orders go: with `ndjson`, the summary is printed on a terminal only */
export function salesReport(to: "ndjson" | "kafka"): SalesReport {
  const terminal = Deno.stderr.isTerminal();
  // Lines of orders on the same terminal would run into the progress.
  const draws = terminal && (to === "kafka" || !Deno.stdout.isTerminal());
  const started = performance.now();
  let drawn = 0;
  let orders = 0;
  let bytes = 0;
  let counts: Counts = {};
  let date: LocalSeconds | undefined;

  function draw(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
  }

  function say(line: string): void {
    if (draws) draw("");
    console.error(line);
  }

  return {
    add(block) {
      orders += block.ends.length;
      bytes += block.bytes.length;
      counts = addCounts(counts, countsOfBlock(block));
      date = block.lastDate;
      if (!draws || performance.now() - drawn < REDRAW_MS) return;
      drawn = performance.now();
      draw(paint.dim(`shop: ${count(orders)} orders, now ${formatLocal(date)}`));
    },
    say,
    end() {
      if (terminal || to === "kafka") {
        say(closingLine({ orders, bytes, counts, date }, performance.now() - started));
      }
    },
  };
}

/** Totals of a run. */
export interface Sold {
  readonly orders: number;
  readonly bytes: number;
  readonly counts: Counts;
  /** Date of the last order, where there was one. */
  readonly date: LocalSeconds | undefined;
}

/** The summary line of a run. */
export function closingLine({ orders, bytes, counts, date }: Sold, milliseconds: number): string {
  if (date === undefined) return "shop: no order was left to sell";
  const rate = orders / Math.max(milliseconds, 1) * 1000;
  const topics = ORDER_TOPICS.filter((topic) => counts[topic] !== undefined)
    .map((topic) => `${count(counts[topic]!)} to ${topic}`);
  return `shop: ${count(orders)} orders up to ${formatLocal(date)}, ${(bytes / 1e6).toFixed(1)} MB, ` +
    `${count(rate)} a second; ${topics.join(", ")}`;
}
