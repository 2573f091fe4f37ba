/** Ids that stay the same from one import to the next, so that what was imported before is replaced, not doubled. */
import { createHash } from "node:crypto";

const NAMESPACE = "5b1f0c5e-7a1d-4d0a-9e52-74696e646168";

/** The UUID of a thing by its kind and key (version 5: a hash). */
export function stableId(kind: "database" | "dataset" | "chart" | "dashboard", key: string): string {
  const hash = createHash("sha1")
    .update(new Uint8Array(NAMESPACE.replaceAll("-", "").match(/../g)!.map((byte) => parseInt(byte, 16))))
    .update(`${kind}:${key}`)
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
