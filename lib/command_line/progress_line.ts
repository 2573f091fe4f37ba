/** How a long job shows where it is: one line redrawn on a terminal, a line for each step in a pipe. */
import { count, paint } from "./terminal.ts";

export interface ProgressLine {
  /** A new step begins. */
  step(name: string): void;
  /** So many of so many rows are done in this step; shown on a terminal only. */
  advance(done: number, total: number): void;
  /** Leaves the terminal as if nothing had been drawn. */
  end(): void;
}

const REDRAW_MS = 100;
const BAR_WIDTH = 24;

/** Draws on standard error. */
export function progressLine(): ProgressLine {
  const terminal = Deno.stderr.isTerminal();
  const encoder = new TextEncoder();
  const draw = (text: string) => Deno.stderr.writeSync(encoder.encode(`\r\x1b[K${text}`));
  let name = "", began = 0, drawn = 0;
  return {
    step(next) {
      name = next;
      began = performance.now();
      if (terminal) draw(name);
      else console.error(name);
    },
    advance(done, total) {
      const now = performance.now();
      if (!terminal || now - drawn < REDRAW_MS) return;
      drawn = now;
      draw(progressText(name, done, total, now - began));
    },
    end() {
      if (terminal) draw("");
    },
  };
}

/** `reading ████──── 50 %  15,000 rows  40,000 rows/s` */
export function progressText(name: string, done: number, total: number, milliseconds: number): string {
  const share = total === 0 ? 1 : Math.min(done / total, 1);
  const full = Math.round(share * BAR_WIDTH);
  const bar = "█".repeat(full) + paint.dim("─".repeat(BAR_WIDTH - full));
  const rate = count(done / Math.max(milliseconds, 1) * 1000);
  return `${name} ${bar} ${Math.floor(share * 100)} %  ${count(done)} rows  ${rate} rows/s`;
}
