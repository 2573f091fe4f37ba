import assert from "node:assert/strict";
import fc from "fast-check";
import { decimalBytes, unscaledValue } from "./decimal.ts";

const hex = (bytes: Uint8Array) => bytes.toHex();
const safeInteger = fc.maxSafeInteger();

/** Java's BigInteger.toByteArray, by the definition: the fewest bytes whose two's complement is the value. */
function javaBytes(value: bigint): string {
  let bits = 8n;
  while (BigInt.asIntN(Number(bits), value) !== value) bits += 8n;
  return BigInt.asUintN(Number(bits), value).toString(16).padStart(Number(bits / 4n), "0");
}

Deno.test("decimalBytes() gives what Java's BigInteger.toByteArray gives", () => {
  const known: [number, string][] = [
    [0, "00"],
    [127, "7f"],
    [128, "0080"],
    [255, "00ff"],
    [256, "0100"],
    [-1, "ff"],
    [-128, "80"],
    [-129, "ff7f"],
    [123_450, "01e23a"],
    [999_999_999_999, "00e8d4a50fff"],
  ];
  for (const [value, bytes] of known) assert.equal(hex(decimalBytes(value)), bytes, String(value));
});

Deno.test("decimalBytes() agrees with BigInt for every safe integer", () => {
  fc.assert(fc.property(safeInteger, (value) => {
    assert.equal(hex(decimalBytes(value)), javaBytes(BigInt(value)));
  }));
});

Deno.test("unscaledValue() gives back what decimalBytes() was given", () => {
  fc.assert(fc.property(safeInteger, (value) => {
    assert.equal(unscaledValue(decimalBytes(value)), value);
  }));
});

Deno.test("unscaledValue() reads values with more bytes than they need", () => {
  assert.equal(unscaledValue(Uint8Array.of(0, 0, 0, 5)), 5);
  assert.equal(unscaledValue(Uint8Array.of(255, 255, 255, 251)), -5);
});

Deno.test("unscaledValue() is undefined for no bytes, and for values beyond the safe integers", () => {
  assert.equal(unscaledValue(new Uint8Array()), undefined);
  assert.equal(unscaledValue(Uint8Array.of(0x20, 0, 0, 0, 0, 0, 0)), undefined);
  assert.equal(unscaledValue(new Uint8Array(400).fill(0x7f)), undefined);
});
