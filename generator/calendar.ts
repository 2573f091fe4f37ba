/** The shop's month: when it is busy, and which sale is on. */
import { DAY, dayOfMonth, type LocalSeconds } from "../orders/local_time.ts";

export interface ShopDay {
  /** How close orders come: closer on the 14th and 15th, closest on the last three days of the month. */
  readonly rhythm: "ordinary" | "mid-month" | "end-of-month";
  readonly sale: "none" | "mid-month" | "end-of-month";
  /** Number of the sale, the same on all of its days; two to a month. */
  readonly saleNumber: number;
}

/**
 * The end-of-month sale opens on the 16th and closes with the 11th of the next month.
 *
 * The order model names its discounts and quantities but not its days. Its targets tell them: a mean quantity of 3.66
 * a line, a gross margin of 33.3 % and an order value of 6,090 come out together only when about one order in twenty
 * falls outside a sale. With a sale on the last three days alone they would be 3.03, 39.4 % and 6,130.
 */
const END_SALE_OPENS = 16;
const END_SALE_CLOSES = 11;

/** Looks up days; the day last asked for is remembered, because orders come day by day. */
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
  const isMiddle = day === 14 || day === 15;
  const rhythm = isMiddle ? "mid-month" : day > daysInMonth - 3 ? "end-of-month" : "ordinary";
  if (isMiddle) return { rhythm, sale: "mid-month", saleNumber: month * 2 };
  if (day >= END_SALE_OPENS) return { rhythm, sale: "end-of-month", saleNumber: month * 2 + 1 };
  if (day <= END_SALE_CLOSES) return { rhythm, sale: "end-of-month", saleNumber: month * 2 - 1 };
  return { rhythm, sale: "none", saleNumber: 0 };
}
