/** Ids that stay the same from one import to the next, so that what was imported before is replaced, not doubled. */
import { v5 } from "uuid";

const NAMESPACE = "5b1f0c5e-7a1d-4d0a-9e52-74696e646168";

/** The UUID of a thing by its kind and key (version 5: a hash). */
export function stableId(kind: "database" | "dataset" | "chart" | "dashboard", key: string): string {
  return v5(`${kind}:${key}`, NAMESPACE);
}
