/** The targets of the order model: figures that the history of the usual world must meet. */
import type { FigureName } from "./world_figures.ts";

export interface Target {
  /** Least and most, both included. */
  readonly bounds: readonly [number, number];
  /** How docs/order-model.md writes the target and its tolerance. */
  readonly written: readonly [target: string, tolerance: string];
}

/** A share in percent, with a tolerance in percentage points. */
function share(target: number, tolerance: number): Target {
  const points = tolerance === 1 ? "± 1 point" : `± ${tolerance} points`;
  return { bounds: [target - tolerance, target + tolerance], written: [`${target} %`, points] };
}

/** A figure in a unit, with a tolerance in percent of it. */
function about(target: number, tolerance: number, unit = ""): Target {
  const margin = target * tolerance / 100;
  return {
    bounds: [target - margin, target + margin],
    written: [`${target.toLocaleString("en")}${unit}`, `± ${tolerance} %`],
  };
}

/** Each figure of `world_figures.ts` with its target. */
export const TARGETS: Readonly<Record<FigureName, Target>> = {
  "orders": { bounds: [27_000, 34_000], written: ["30,700", "27,000 to 34,000"] },
  "finished share": share(92, 1),
  "failed share": share(7.9, 1),
  "Timed Out": share(5, 0.5),
  "Cancelled": share(2, 0.5),
  "Returned": share(1, 0.5),
  "average order value, finished": about(6090, 4, " pesos"),
  "gross margin": share(33.3, 1.5),
  "repeat rate": share(22, 1.5),
  "revenue share of repeat customers": share(61.5, 4),
  "ten best customers' share of orders": share(3.1, 1),
  "express": share(39.7, 2),
  "on time": share(74.6, 2),
  "mean hours order to payment": about(13.3, 4),
  "mean hours payment to shipping": about(35.4, 4),
  "mean hours shipping to finish": about(123.6, 4),
  "paid at once": share(62.9, 2),
  "orders of 1 SKU": share(26.9, 1.5),
  "orders of 2 SKUs": share(18.3, 1.5),
  "orders of 3 SKUs": share(18.5, 1.5),
  "orders of 4 SKUs": share(16.5, 1.5),
  "orders of 5 SKUs": share(14.5, 1.5),
  "orders of 6 SKUs": share(3.5, 1.5),
  "orders of 7 SKUs": share(1.7, 1.5),
  "mean quantity per line": about(3.66, 3),
  "Metro Manila share of orders": share(4, 1),
  "orders of 2025 above those of 2022": { bounds: [1, Infinity], written: ["at least 1", ""] },
  "size of an order as compact JSON": about(960, 7, " bytes"),
};
