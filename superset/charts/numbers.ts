/** Number formats in d3's notation, and whether the numbers are pesos. */
export interface NumberFormat {
  readonly format: string;
  readonly pesos?: true;
}

/** ₱ 5.11M */
export const PESOS: NumberFormat = { format: ".3s", pesos: true };
/** ₱ 6,090 */
export const WHOLE_PESOS: NumberFormat = { format: ",.0f", pesos: true };
/** 30,700 */
export const COUNT: NumberFormat = { format: ",d" };
/** 22.4% */
export const SHARE: NumberFormat = { format: ".1%" };
/** 75% */
export const WHOLE_SHARE: NumberFormat = { format: ".0%" };
/** 13.3 */
export const HOURS: NumberFormat = { format: ".1f" };

/** Superset's setting for the currency of a number. */
export function currencyOf({ pesos }: NumberFormat): Readonly<Record<string, string>> {
  return pesos ? { symbol: "PHP", symbolPosition: "prefix" } : {};
}

/** Superset's settings for the numbers of a chart. */
export function written(number: NumberFormat): Readonly<Record<string, unknown>> {
  return { y_axis_format: number.format, currency_format: currencyOf(number) };
}
