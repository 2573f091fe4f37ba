/** Which discounts are in force: one draw for each sale, not for each order. */
import type { SaleEvent } from "../orders/catalogue.ts";
import { randomStreams } from "../orders/random.ts";
import type { ShopDay } from "./calendar.ts";

/** The sale events of each sale, with their shares. */
export const SALE_EVENT_SHARES = {
  "mid-month": [[1, 0.7], [2, 0.3]],
  "end-of-month": [[2, 0.65], [3, 0.35]],
} as const;

/** Tells the sale event of a day, 0 when no sale is on. Source: docs/order-model.md, "Items". */
export function saleEvents(seed: number): (day: ShopDay) => SaleEvent {
  const streams = randomStreams(seed, "sale");
  return ({ sale, saleNumber }) => {
    if (sale === "none") return 0;
    return streams(saleNumber).weighted<SaleEvent>(SALE_EVENT_SHARES[sale]);
  };
}
