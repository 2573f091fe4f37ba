/** The dates of orders: a chain in which each date follows from the one before. */
import { HOUR, type LocalSeconds, MINUTE } from "../orders/local_time.ts";
import type { RandomStream, Range } from "../orders/random.ts";
import type { World } from "../orders/world.ts";
import { shopCalendar, type ShopDay } from "./calendar.ts";

type StepName = "mid-month" | "end-of-month" | "slow" | "normal" | "fast";

/** The plain steps: hours and minutes, least and most each; seconds are 0 to 59. */
export const STEPS: Readonly<Record<StepName, { readonly hours: Range; readonly minutes: Range }>> = {
  "mid-month": { hours: [0, 1], minutes: [34, 59] },
  "end-of-month": { hours: [0, 0], minutes: [34, 59] },
  slow: { hours: [1, 4], minutes: [29, 59] },
  normal: { hours: [1, 3], minutes: [19, 59] },
  fast: { hours: [0, 2], minutes: [29, 59] },
};

/** The paces of an ordinary day, with their shares. */
export const PACES = [["slow", 0.23], ["normal", 0.63], ["fast", 0.14]] as const;

/** A step shorter than this is replaced by a short step: minutes and seconds, least and most each. */
export const LEAST_STEP = 10 * MINUTE;
export const SHORT_STEP = { minutes: [6, 12], seconds: [30, 59] } as const;

/** Orders between two draws of the volume, at scale 1. */
export const ORDERS_PER_VOLUME = 400;

/**
 * Yields the date of the next order at each call, first that of order 1; dates rise or stay.
 *
 * Source: docs/order-model.md, "Order date". The scale divides the steps and multiplies the number of orders between two
 * draws of the volume, so that a month looks alike at any scale. The chain keeps fractions of a second.
 *
 * @param random the stream of the chain, which also draws the customers
 */
export function orderDates(
  { from, scale }: Pick<World, "from" | "scale">,
  random: RandomStream,
): () => LocalSeconds {
  const dayOf = shopCalendar();
  const nextVolume = volumeAdjuster(random);
  const ordersPerVolume = Math.max(1, Math.round(ORDERS_PER_VOLUME * scale));
  let date: number = from;
  let volume = 0;
  let orders = 0;
  return () => {
    if (orders > 0 && orders % ordersPerVolume === 0) volume = nextVolume();
    orders += 1;
    const step = drawStep(dayOf(Math.floor(date) as LocalSeconds).rhythm, random) + volume;
    date += (step < LEAST_STEP ? drawSpan(SHORT_STEP, random) : step) / scale;
    return Math.floor(date) as LocalSeconds;
  };
}

/** The plain step by the kind of day, in seconds. */
function drawStep(rhythm: ShopDay["rhythm"], random: RandomStream): number {
  const { hours, minutes } = STEPS[rhythm === "ordinary" ? random.weighted(PACES) : rhythm];
  return random.whole(...hours) * HOUR + random.whole(...minutes) * MINUTE + random.whole(0, 59);
}

/** Minutes and seconds, each uniform, in seconds. */
function drawSpan(
  { minutes, seconds }: { readonly minutes: Range; readonly seconds: Range },
  random: RandomStream,
): number {
  return random.whole(...minutes) * MINUTE + random.whole(...seconds);
}

/** How each draw changes the step: longer, not at all, or shorter. */
export const VOLUME_CHANGES = {
  longer: { share: 0.39, minutes: [2, 4], seconds: [0, 29] },
  same: { share: 0.14 },
  shorter: { share: 0.47, minutes: [2, 4], seconds: [29, 59] },
} as const;

/** The trend of the volume, seconds of step for each draw, and how far the volume may be from it. */
export const VOLUME_TREND = -26;
export const VOLUME_BAND = 8 * MINUTE;

/**
 * Draws the seconds by which every step is longer (above 0) or shorter. Each draw is added to the ones before.
 *
 * With the weights alone, of a hundred seeds some make 19,000 orders from 2021-03-14 to 2026-11-23 and some 72,000.
 * Therefore a draw that would leave the band around the trend is drawn again. With the band every seed makes 27,000 to
 * 34,000 orders in that time, 30,600 on average.
 */
export function volumeAdjuster(random: RandomStream): () => number {
  let sum = 0;
  let trend = 0;
  return () => {
    trend += VOLUME_TREND;
    let next: number;
    do next = sum + drawChange(random); while (Math.abs(next - trend) > VOLUME_BAND);
    return sum = next;
  };
}

function drawChange(random: RandomStream): number {
  const { longer, same, shorter } = VOLUME_CHANGES;
  const direction = random.next();
  if (direction < longer.share) return drawSpan(longer, random);
  if (direction < longer.share + same.share) return 0;
  return -drawSpan(shorter, random);
}
