/** Rows in the text format of PostgreSQL's COPY: a line each, columns between tabs, `\N` for null. */
import { decimalText } from "../../orders/money.ts";
import type { ColumnType, LooseRow } from "../../orders/row_columns.ts";

/**
 * One line, with its end.
 *
 * @param row fits its columns, see `outOfRange`
 */
export function copyLine(row: LooseRow, columns: readonly (readonly [string, ColumnType])[]): string {
  return `${columns.map(([name, type]) => copyText(row[name], type)).join("\t")}\n`;
}

function copyText(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return "\\N";
  switch (type) {
    case "text":
      return escaped(String(value));
    case "numeric(12,2)":
      return decimalText(Number(value));
    case "boolean":
      return value === true ? "t" : "f";
    case "real":
      // Rounded here, once, as a driver that binds a double rounds it: the text of a double could round to another real.
      return String(Math.fround(Number(value)));
    default:
      return String(value);
  }
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES = new Map([["\\", "\\\\"], ["\t", "\\t"], ["\n", "\\n"], ["\r", "\\r"]]);

function escaped(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (special) => ESCAPES.get(special) ?? special);
}
