/** The pipeline's display: one screen that is redrawn on a terminal, plain lines elsewhere. Rendering is pure. */
import { columns, count, elapsed, paint } from "../lib/command_line/terminal.ts";
import { formatLocal } from "../orders/local_time.ts";
import { ROW_TABLES } from "../orders/rows.ts";
import { ORDER_TOPICS } from "../orders/topics.ts";
import { CONSUMERS, ratesOf, type Snapshot, totalsOf } from "./snapshot.ts";

/** What the pipeline is doing, in the words of the first line. */
export type Phase = "history" | "live" | "draining";

export interface Frame {
  readonly phase: Phase;
  /** Milliseconds since the pipeline started. */
  readonly running: number;
  /** About a second older than `now`, to measure rates over. */
  readonly before: Snapshot;
  readonly now: Snapshot;
}

/** The lines of one screen, at most 80 columns wide. */
export function screenLines({ phase, running, before, now }: Frame): string[] {
  const totals = totalsOf(now), rates = ratesOf(before, now);
  const date = now.position ? formatLocal(now.position.date).replace("T", " ") : "not begun";
  const heading =
    `${paint.bold("Tindahan")}  seed ${now.world?.seed ?? "-"}  ${paint.bold(date)}  ${phase}  ` +
    paint.dim(elapsed(running));

  const topics = ORDER_TOPICS.map((topic) => [topic, count(totals[topic] ?? 0), count(rates[topic])]);
  topics.push(["dead_letters", count(totals.dead_letters ?? 0), ""]);
  const services = CONSUMERS.map((name) => [name, count(now.consumers[name].lag)]);
  const tables = ROW_TABLES.map((name) => [name, count(now.rows[name])]);

  const blocks = [
    columns([["topic", "orders", "per s"], ...topics], new Set([1, 2])),
    columns([["service", "lag"], ...services], new Set([1])),
    columns([["table", "rows"], ...tables], new Set([1])),
  ];
  return ["", heading, "", ...beside(blocks), ""];
}

/** The same in one line, for a pipe or a log. */
export function plainLine({ phase, running, now }: Frame): string {
  const totals = totalsOf(now);
  const date = now.position ? formatLocal(now.position.date) : "not begun";
  const rows = ROW_TABLES.reduce((sum, table) => sum + now.rows[table], 0);
  const lags = CONSUMERS.map((name) => `${name} ${now.consumers[name].lag}`).join(", ");
  return `${elapsed(running)}  ${phase}  ${date}  orders ${now.position?.orders ?? 0}  ` +
    `finished ${totals.finished_orders ?? 0}  failed ${
      totals.failed_orders ?? 0
    }  rows ${rows}  lag: ${lags}`;
}

/** Puts blocks of lines side by side, their first line as a heading. */
function beside(blocks: readonly (readonly string[])[]): string[] {
  const height = Math.max(...blocks.map((block) => block.length));
  const widths = blocks.map((block) => Math.max(...block.map((line) => line.length)));
  return Array.from({ length: height }, (_, row) => {
    const line = blocks.map((block, at) => (block[row] ?? "").padEnd(widths[at] ?? 0)).join("    ").trimEnd();
    return row === 0 ? paint.dim(line) : line;
  });
}

export interface Screen {
  show(frame: Frame): void;
  /** Leaves what is drawn where it is, because a line was printed below it: the next frame comes below that. */
  keep(): void;
}

/** Where frames go: a terminal is redrawn in place, anything else gets a plain line at most every five seconds. */
export function screen(output: typeof Deno.stderr): Screen {
  const encoder = new TextEncoder();
  const write = (text: string) => output.writeSync(encoder.encode(text));
  let drawn = 0, lastPlain = -Infinity, lastPhase: Phase | undefined;
  if (!output.isTerminal()) {
    return {
      show(frame) {
        if (frame.running - lastPlain < 5000 && frame.phase === lastPhase) return;
        lastPlain = frame.running;
        lastPhase = frame.phase;
        write(`${plainLine(frame)}\n`);
      },
      keep() {},
    };
  }
  return {
    show(frame) {
      const lines = screenLines(frame);
      const back = drawn > 0 ? `\x1b[${drawn}A` : "";
      write(`${back}${lines.map((line) => `\x1b[2K${line}\n`).join("")}`);
      drawn = lines.length;
    },
    keep() {
      drawn = 0;
    },
  };
}
