/** Confluent's wire format: byte 0, the schema's id in four bytes (big-endian), the payload. */
import { Buffer } from "node:buffer";

export const WIRE_HEADER_BYTES = 5;
const MAGIC_BYTE = 0;

/** Puts a payload behind the header of its schema. */
export function withSchemaId(schemaId: number, payload: Uint8Array): Buffer {
  const value = Buffer.allocUnsafe(WIRE_HEADER_BYTES + payload.length);
  writeWireHeader(value, 0, schemaId);
  value.set(payload, WIRE_HEADER_BYTES);
  return value;
}

/** Writes the five bytes of the header. @param schemaId 0 to 2^31 - 1 */
export function writeWireHeader(target: Uint8Array, at: number, schemaId: number): void {
  target[at] = MAGIC_BYTE;
  target[at + 1] = schemaId >>> 24;
  target[at + 2] = schemaId >>> 16;
  target[at + 3] = schemaId >>> 8;
  target[at + 4] = schemaId;
}

/** The schema's id, or `undefined` when the value is too short or starts with another byte. */
export function schemaIdOf(value: Uint8Array): number | undefined {
  const [magic, a, b, c, d] = value;
  if (magic !== MAGIC_BYTE || a === undefined || b === undefined || c === undefined || d === undefined) {
    return undefined;
  }
  return (a << 24 | b << 16 | c << 8 | d) >>> 0;
}

/** What stands behind the header, without a copy. */
export function payloadOf(value: Uint8Array): Uint8Array {
  return value.subarray(WIRE_HEADER_BYTES);
}
