/** The shop's 55 articles: price, cost and discounts. */
import type { Sku } from "./order.ts";
import entries from "./catalogue.json" with { type: "json" };

/** 0: an ordinary day; 1 and 2: the mid-month sales; 2 and 3: the end-of-month sales. */
export type SaleEvent = 0 | 1 | 2 | 3;

export interface CatalogueEntry {
  readonly sku: Sku;
  /** Whole pesos. */
  readonly price: number;
  /** Pesos. */
  readonly cost: number;
  /** Share of the price taken off at each sale event, multiples of 0.05. */
  readonly discounts: readonly [number, number, number, number];
}

export const CATALOGUE: readonly CatalogueEntry[] = entries.map(({ sku, price, cost, discounts }) => {
  const [ordinary, first, second, third] = discounts;
  if (ordinary === undefined || first === undefined || second === undefined || third === undefined) {
    throw new Error(`SKU ${sku} has ${discounts.length} discounts instead of 4`);
  }
  return { sku: sku as Sku, price, cost, discounts: [ordinary, first, second, third] };
});
