/** The shop's month: its busy days and its sales. */
import { DAY, dayOfMonth, type LocalSeconds } from "../orders/local_time.ts";

export interface ShopDay {
  /** How close orders follow each other: closer on the 14th and 15th, closest on the last three days of the month. */
  readonly rhythm: "ordinary" | "mid-month" | "end-of-month";
  readonly sale: "none" | "mid-month" | "end-of-month";
  /** Number of the sale, the same on all of its days; two to a month. */
  readonly saleNumber: number;
}

/** Days of the mid-month sale, the first and the last. */
export const MID_SALE = [14, 15] as const;
/** The busy days at the end of the month. */
export const LAST_DAYS = 3;
/**
 * First day of the end-of-month sale, and its last day, which is in the next month.
 * Why it lasts so long: docs/order-model.md, "Calendar".
 */
export const END_SALE = [16, 11] as const;

/** Looks up days. It keeps the last day, because orders come day by day. */
export function shopCalendar(): (moment: LocalSeconds) => ShopDay {
  let today = NaN;
  let found = shopDay(0 as LocalSeconds);
  return (moment) => {
    const day = Math.floor(moment / DAY);
    if (day !== today) {
      today = day;
      found = shopDay(moment);
    }
    return found;
  };
}

function shopDay(moment: LocalSeconds): ShopDay {
  const { day, daysInMonth, month } = dayOfMonth(moment);
  const isMiddle = day >= MID_SALE[0] && day <= MID_SALE[1];
  const rhythm = isMiddle ? "mid-month" : day > daysInMonth - LAST_DAYS ? "end-of-month" : "ordinary";
  if (isMiddle) return { rhythm, sale: "mid-month", saleNumber: month * 2 };
  if (day >= END_SALE[0]) return { rhythm, sale: "end-of-month", saleNumber: month * 2 + 1 };
  if (day <= END_SALE[1]) return { rhythm, sale: "end-of-month", saleNumber: month * 2 - 1 };
  return { rhythm, sale: "none", saleNumber: 0 };
}
