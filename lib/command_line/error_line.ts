/** A failure in one line: words for a person, JSON for a task that started this one. */
import { ERROR_EXITS, type ErrorCode, TindahanError } from "../../orders/errors.ts";
import type { Environment } from "../settings/settings.ts";
import { paint } from "./terminal.ts";

/** Set by a task that reads the failures of its child processes. */
export const JSON_ERRORS = { name: "TINDAHAN_ERRORS", value: "json" } as const;

/** The line for standard error. @param env says which of the two forms is wanted */
export function errorLine({ code, message, remedy }: TindahanError, env: Environment): string {
  if (env.get(JSON_ERRORS.name) === JSON_ERRORS.value) {
    return JSON.stringify({ error: { code, problem: message, remedy } });
  }
  return `${paint.red("error")} ${message}; ${remedy} [${code}]`.replaceAll(/\s*\n\s*/g, " ");
}

/** The failure that a line of JSON tells of, or `undefined` for any other line. */
export function parseErrorLine(line: string): TindahanError | undefined {
  if (!line.startsWith('{"error":')) return undefined;
  try {
    const { error: { code, problem, remedy } } = JSON.parse(line);
    if (!(code in ERROR_EXITS) || typeof problem !== "string" || typeof remedy !== "string") return undefined;
    return new TindahanError(code as ErrorCode, problem, remedy);
  } catch {
    // A process that was killed may have written half a line.
    return undefined;
  }
}
