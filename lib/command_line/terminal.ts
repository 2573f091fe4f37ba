/** Text for people: colours on a terminal only, numbers, durations and columns. */

/** Whether both outputs are terminals, and colours are wanted there. */
export const isColourful = Deno.stdout.isTerminal() && Deno.stderr.isTerminal() && !Deno.noColor;

const painter = (open: number, close: number) => (text: string) =>
  isColourful ? `\x1b[${open}m${text}\x1b[${close}m` : text;

/** Colours; plain text where either output is not a terminal or `NO_COLOR` is set. */
export const paint = {
  bold: painter(1, 22),
  dim: painter(2, 22),
  red: painter(31, 39),
  green: painter(32, 39),
  yellow: painter(33, 39),
};

const wholeNumbers = new Intl.NumberFormat("en-PH", { maximumFractionDigits: 0 });
const amounts = new Intl.NumberFormat("en-PH", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 30700 -> `30,700` */
export function count(number: number | bigint): string {
  return wholeNumbers.format(number);
}

/** 1234.5 -> `₱ 1,234.50` */
export function pesos(amount: number): string {
  return `₱ ${amounts.format(amount)}`;
}

/** 83000 ms -> `1m 23s` */
export function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
  return `${Math.floor(seconds / 3600)}h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}m`;
}

/** Rows as columns, each as wide as its widest cell; numbers in `right` columns are flush right. */
export function columns(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) =>
      right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
    ).join("  ").trimEnd()
  );
}
