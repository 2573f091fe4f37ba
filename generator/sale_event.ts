/** Which discounts are in force: one draw for each sale, not for each order. */
import type { SaleEvent } from "../orders/catalogue.ts";
import { randomStreams } from "../orders/random.ts";
import type { ShopDay } from "./calendar.ts";

/**
 * Tells the sale event of a day: 0 without a sale, 1 (70 %) or 2 in a mid-month sale, 2 (65 %) or 3 at the end of the
 * month. Source: the order model, "Items".
 */
export function saleEvents(seed: number): (day: ShopDay) => SaleEvent {
  const streams = randomStreams(seed, "sale");
  return ({ sale, saleNumber }) => {
    if (sale === "none") return 0;
    const random = streams(saleNumber);
    return sale === "mid-month" ? (random.chance(0.7) ? 1 : 2) : (random.chance(0.65) ? 2 : 3);
  };
}
