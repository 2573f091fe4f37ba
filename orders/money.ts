/** Money in whole centavos, so that sums are exact; pesos only where values enter or leave. */

/** Centavos of one line: price x quantity x (1 - discount); price in whole pesos, discount in whole percent steps. */
export function lineCentavos(price: number, quantity: number, discount: number): number {
  return price * quantity * (100 - Math.round(discount * 100));
}

/** 123450 -> 1234.5 */
export function pesosOf(centavos: number): number {
  return centavos / 100;
}

/** 1234.5 -> 123450, rounded to the centavo. */
export function centavosOf(pesos: number): number {
  return Math.round(pesos * 100);
}

/** 123450 -> `1234.50`, as a decimal column wants it. */
export function decimalText(centavos: number): string {
  const sign = centavos < 0 ? "-" : "";
  const digits = String(Math.abs(centavos)).padStart(3, "0");
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
