/** ZIP archives of texts, not compressed: what the import of a dashboard takes. */
import { crc32 } from "node:zlib";

/** A date for every entry, so that the same files give the same archive: 1 January 2026. */
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1;
const UTF8_NAMES = 1 << 11;

/** @param files path and text; less than 4 GiB in all */
export function zip(files: Iterable<readonly [string, string]>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, text] of files) {
    const name = new TextEncoder().encode(path), content = new TextEncoder().encode(text);
    const shared = [u16(20), u16(UTF8_NAMES), u16(0), u16(0), u16(DOS_DATE), u32(crc32(content))];
    const sizes = [u32(content.length), u32(content.length), u16(name.length), u16(0)];
    const entry = joined([u32(0x04034b50), ...shared, ...sizes, name, content]);
    const tail = [u16(0), u16(0), u16(0), u32(0), u32(offset), name];
    directory.push(joined([u32(0x02014b50), u16(20), ...shared, ...sizes, ...tail]));
    parts.push(entry);
    offset += entry.length;
  }
  const listing = joined(directory);
  const count = u16(directory.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(listing.length), u32(offset), u16(0)];
  return joined([...parts, listing, ...end]);
}

function u16(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, (value >>> 8) & 0xff]);
}

function u32(value: number): Uint8Array {
  return new Uint8Array([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
