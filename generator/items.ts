/** What an order holds: SKUs, quantities and prices under the sale in force. */
import { CATALOGUE, type CatalogueEntry, type SaleEvent } from "../orders/catalogue.ts";
import { lineCentavos, pesosOf } from "../orders/money.ts";
import type { ItemInfo } from "../orders/order.ts";
import type { RandomStream } from "../orders/random.ts";
import type { ShopDay } from "./calendar.ts";

/** Most SKUs of an order before they change, and by how many the number then changes. */
export const LARGEST_VARIETY = 5;
export const VARIETY_CHANGE = {
  fewer: { share: 0.27, by: [1, 3] },
  same: 0.56,
  more: { by: [1, 2] },
} as const;

/** The largest quantity of one SKU before it changes, and by how much it then changes. */
export const LARGEST_QUANTITY = { "none": 9, "mid-month": 12, "end-of-month": 15 } as const;
export const QUANTITY_CHANGE = {
  fewer: { share: 0.32, by: [2, 5] },
  same: 0.51,
  more: { by: [1, 2] },
} as const;

export interface Items {
  readonly item_info: readonly ItemInfo[];
  /** Pesos. */
  readonly order_total: number;
}

/**
 * Draws the items of one order.
 *
 * Source: docs/order-model.md, "Items".
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
  return Math.max(1, changed(random.whole(1, LARGEST_VARIETY), VARIETY_CHANGE, random));
}

/** 4 to 17, by the sale that is on. */
export function drawLargestQuantity(sale: ShopDay["sale"], random: RandomStream): number {
  return changed(LARGEST_QUANTITY[sale], QUANTITY_CHANGE, random);
}

interface Change {
  readonly fewer: { readonly share: number; readonly by: readonly [number, number] };
  /** Share of draws that leave the number as it is. */
  readonly same: number;
  readonly more: { readonly by: readonly [number, number] };
}

function changed(number: number, { fewer, same, more }: Change, random: RandomStream): number {
  const luck = random.next();
  if (luck < fewer.share) return number - random.whole(...fewer.by);
  if (luck < fewer.share + same) return number;
  return number + random.whole(...more.by);
}

/** 1 to `largest`; the more an article costs, the fewer. */
export function drawQuantity(
  { price }: Pick<CatalogueEntry, "price">,
  largest: number,
  random: RandomStream,
): number {
  const usual = Math.max(1, largest * (1 - price / 1000));
  return Math.min(largest, Math.max(1, Math.round(usual + normal(random))));
}

/**
 * Normal around 0, deviation 1: the sum of twelve uniform draws, less 6. Sums are the same on every machine; logarithms
 * and cosines may not be.
 */
function normal(random: RandomStream): number {
  let sum = -6;
  for (let n = 0; n < 12; n++) sum += random.next();
  return sum;
}
