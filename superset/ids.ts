/** Ids that stay the same between imports, so that an import replaces earlier objects instead of adding new ones. */
import { v5 } from "uuid";

const NAMESPACE = "5b1f0c5e-7a1d-4d0a-9e52-74696e646168";

/** The UUID of an object, a hash of its kind and key (version 5). */
export function stableId(kind: "database" | "dataset" | "chart" | "dashboard", key: string): string {
  return v5(`${kind}:${key}`, NAMESPACE);
}
