/**
 * Wall-clock time in the Philippines as whole seconds.
 *
 * The Philippines keep UTC+8 without daylight saving time, so a wall-clock reading is counted as if it were UTC:
 * every day has 86,400 seconds and no rule of a time zone is ever needed.
 */
import type { LocalDateTime } from "./order.ts";

declare const brand: unique symbol;
/** Seconds since 1970-01-01T00:00:00 on Philippine clocks. */
export type LocalSeconds = number & { readonly [brand]: "LocalSeconds" };

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

const SHAPE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?$/;

/**
 * Reads `YYYY-MM-DDTHH:MM:SS` or `YYYY-MM-DD` (midnight); `undefined` when the text has another shape or the day
 * does not exist.
 */
export function parseLocal(text: string): LocalSeconds | undefined {
  if (!SHAPE.test(text)) return undefined;
  const date = (text.length === 10 ? `${text}T00:00:00` : text) as LocalDateTime;
  const seconds = secondsOf(date);
  // Date.UTC rolls 30 February over into March: only a text that is formatted back to itself was a real moment.
  return date >= "1000" && formatLocal(seconds) === date ? seconds : undefined;
}

/** The sum of the codes of two characters "0", the first one as tens. */
const TWO_ZEROS = 11 * 48;

/** The seconds of a date that was already checked against its schema. */
export function secondsOf(date: LocalDateTime): LocalSeconds {
  // Slicing the text and parsing the parts takes several times as long.
  const two = (at: number) => date.charCodeAt(at) * 10 + date.charCodeAt(at + 1) - TWO_ZEROS;
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17)) /
    1000 as LocalSeconds;
}

/** Moves a moment by a number of seconds, fractions dropped. */
export function plus(moment: LocalSeconds, seconds: number): LocalSeconds {
  return Math.floor(moment + seconds) as LocalSeconds;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const DAY_TEXTS = new Map<number, string>();
const REMEMBERED_DAYS = 20_000;

/** Writes `YYYY-MM-DDTHH:MM:SS`. Years 1000 to 9999. */
export function formatLocal(moment: LocalSeconds): LocalDateTime {
  const day = Math.floor(moment / DAY);
  const second = moment - day * DAY;
  const time = `${TWO_DIGITS[Math.floor(second / HOUR)]}:${TWO_DIGITS[Math.floor(second / MINUTE) % 60]}:${
    TWO_DIGITS[second % 60]
  }`;
  return `${dayText(day)}T${time}` as LocalDateTime;
}

/** Many dates share a day, and a Date object costs more than the rest of a timestamp. */
function dayText(day: number): string {
  let text = DAY_TEXTS.get(day);
  if (text === undefined) {
    if (DAY_TEXTS.size >= REMEMBERED_DAYS) DAY_TEXTS.clear();
    text = new Date(day * DAY * 1000).toISOString().slice(0, 10);
    DAY_TEXTS.set(day, text);
  }
  return text;
}

/** Day of the month 1-31, and how many days that month has. */
export function dayOfMonth(moment: LocalSeconds): { day: number; daysInMonth: number; month: number } {
  const date = new Date(moment * 1000);
  const year = date.getUTCFullYear(), month = date.getUTCMonth();
  return {
    day: date.getUTCDate(),
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    month: year * 12 + month,
  };
}
