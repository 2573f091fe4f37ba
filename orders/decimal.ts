/** Avro's decimal: the unscaled value as two's complement, big-endian, in as few bytes as hold its sign. */

/**
 * The bytes that Java's `BigInteger.toByteArray` gives.
 *
 * @param unscaled whole number of the last decimal place, for instance centavos; a safe integer
 */
export function decimalBytes(unscaled: number): Uint8Array {
  let length = 1;
  for (let bound = 2 ** 7; unscaled >= bound || unscaled < -bound; bound *= 256) length++;
  const bytes = new Uint8Array(length);
  // Bit operations reach 32 bits only; floored division gives the two's complement of negative numbers as well.
  let rest = unscaled;
  for (let index = length - 1; index >= 0; index--) {
    const higher = Math.floor(rest / 256);
    bytes[index] = rest - higher * 256;
    rest = higher;
  }
  return bytes;
}

/** The unscaled value; `undefined` for no bytes at all, and for a value that a number cannot hold exactly. */
export function unscaledValue(bytes: Uint8Array): number | undefined {
  const [first] = bytes;
  if (first === undefined) return undefined;
  let value = first < 128 ? 0 : -1;
  for (const byte of bytes) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : undefined;
}
