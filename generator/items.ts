/** What an order holds: SKUs, quantities and prices under the sale in force. */
import { CATALOGUE, type CatalogueEntry, type SaleEvent } from "../orders/catalogue.ts";
import { lineCentavos, pesosOf } from "../orders/money.ts";
import type { ItemInfo } from "../orders/order.ts";
import type { RandomStream } from "../orders/random.ts";
import type { ShopDay } from "./calendar.ts";

/** The most of one article that anybody orders, before the draw that lowers or raises it. */
const LARGEST_QUANTITY = { "none": 9, "mid-month": 12, "end-of-month": 15 } as const;

export interface Items {
  readonly item_info: readonly ItemInfo[];
  /** Pesos. */
  readonly order_total: number;
}

/**
 * Draws the items of one order.
 *
 * Source: the order model, "Items".
 *
 * @param sale the sale that is on, for the quantities
 * @param event the discounts in force
 * @param random the order's own stream of the purpose `items`
 */
export function drawItems(sale: ShopDay["sale"], event: SaleEvent, random: RandomStream): Items {
  const variety = drawVariety(random);
  const largest = drawLargestQuantity(sale, random);
  const item_info: ItemInfo[] = [];
  let total = 0;
  while (item_info.length < variety) {
    const entry = random.pick(CATALOGUE);
    if (item_info.some(({ sku }) => sku === entry.sku)) continue;
    const quantity = drawQuantity(entry, largest, random);
    const discount_percent = entry.discounts[event];
    const centavos = lineCentavos(entry.price, quantity, discount_percent);
    total += centavos;
    item_info.push({ sku: entry.sku, quantity, discount_percent, subtotal: pesosOf(centavos) });
  }
  return { item_info, order_total: pesosOf(total) };
}

/** Number of SKUs, 1 to 7. */
export function drawVariety(random: RandomStream): number {
  const drawn = random.whole(1, 5);
  const change = random.next();
  if (change < 0.27) return Math.max(1, drawn - random.whole(1, 3));
  if (change < 0.27 + 0.56) return drawn;
  return drawn + random.whole(1, 2);
}

/** 4 to 17, by the sale that is on. */
export function drawLargestQuantity(sale: ShopDay["sale"], random: RandomStream): number {
  const usual = LARGEST_QUANTITY[sale];
  const change = random.next();
  if (change < 0.32) return usual - random.whole(2, 5);
  if (change < 0.32 + 0.51) return usual;
  return usual + random.whole(1, 2);
}

/** Around fewer of what costs more, 1 to `largest`. */
export function drawQuantity(
  { price }: Pick<CatalogueEntry, "price">,
  largest: number,
  random: RandomStream,
): number {
  const usual = Math.max(1, largest * (1 - price / 1000));
  return Math.min(largest, Math.max(1, Math.round(usual + normal(random))));
}

/**
 * Normal around 0, deviation 1: twelve uniform draws less 6. It only adds, so every machine draws alike, which
 * logarithms and cosines do not promise.
 */
function normal(random: RandomStream): number {
  let sum = -6;
  for (let n = 0; n < 12; n++) sum += random.next();
  return sum;
}
