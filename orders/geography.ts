/** The 99 local government units (LGUs) that customers live in, with their ISO 3166-2:PH code and size class. */
import entries from "./geography.json" with { type: "json" };

/** Size classes and the share of customers who live in each. Source: docs/order-model.md, "Customer". */
export const LGU_CLASSES = [
  ["metro_manila", 0.04],
  ["large_province", 0.27],
  ["medium_province", 0.25],
  ["small_province", 0.32],
  ["poor_province", 0.12],
] as const;
export type LguClass = typeof LGU_CLASSES[number][0];

export interface Lgu {
  readonly lgu: string;
  readonly provincial_code: string;
}

/** The LGUs of a size class. */
export function lgusOf(category: LguClass): readonly Lgu[] {
  return entries.filter((entry) => entry.category === category)
    .map(({ lgu, provincial_code }) => ({ lgu, provincial_code }));
}
