/** When orders come in: a chain in which each date follows the one before. */
import { HOUR, type LocalSeconds, MINUTE } from "../orders/local_time.ts";
import type { RandomStream } from "../orders/random.ts";
import type { World } from "../orders/world.ts";
import { shopCalendar, type ShopDay } from "./calendar.ts";

/** A step shorter than this is replaced by one of 6-12 min 30-59 s. */
const LEAST_STEP = 10 * MINUTE;

/**
 * Yields the date of the next order at each call, first that of order 1; dates rise or stay.
 *
 * Source: the order model, "Order date". A scale divides the steps, fractions of a second kept inside the chain, and
 * stretches the 400 orders after which the volume is drawn anew, so that a month looks alike at any scale.
 *
 * @param random the stream that the chain shares with whoever draws between two dates
 */
export function orderDates(
  { from, scale }: Pick<World, "from" | "scale">,
  random: RandomStream,
): () => LocalSeconds {
  const dayOf = shopCalendar();
  const nextVolume = volumeAdjuster(random);
  const ordersPerVolume = Math.max(1, Math.round(400 * scale));
  let date: number = from;
  let volume = 0;
  let orders = 0;
  return () => {
    if (orders > 0 && orders % ordersPerVolume === 0) volume = nextVolume();
    orders += 1;
    const step = drawStep(dayOf(Math.floor(date) as LocalSeconds).rhythm, random) + volume;
    date += (step < LEAST_STEP ? shortStep(random) : step) / scale;
    return Math.floor(date) as LocalSeconds;
  };
}

/** The plain step by the kind of day, in seconds. */
function drawStep(rhythm: ShopDay["rhythm"], random: RandomStream): number {
  if (rhythm === "mid-month") return step(random, 0, 1, 34);
  if (rhythm === "end-of-month") return step(random, 0, 0, 34);
  const pace = random.next();
  if (pace < 0.23) return step(random, 1, 4, 29);
  if (pace < 0.23 + 0.63) return step(random, 1, 3, 19);
  return step(random, 0, 2, 29);
}

/** Hours from `least` to `most`, minutes from `leastMinutes` to 59, seconds from 0 to 59, each uniform. */
function step(random: RandomStream, least: number, most: number, leastMinutes: number): number {
  return random.whole(least, most) * HOUR + random.whole(leastMinutes, 59) * MINUTE + random.whole(0, 59);
}

function shortStep(random: RandomStream): number {
  return random.whole(6, 12) * MINUTE + random.whole(30, 59);
}

/** How far the volume may stray from its trend, and the trend, in seconds of step for each draw. */
const VOLUME_STRAY = 8 * MINUTE;
const VOLUME_TREND = -26;

/**
 * Draws the seconds by which every step is longer (above 0) or shorter, each draw added to the ones before.
 *
 * The weights alone let the sum wander so far that, of a hundred seeds, some make 19,000 orders in the model's window
 * and some 72,000. Therefore a draw that would leave a band around the trend is drawn again: in the window the band
 * keeps every seed between 27,000 and 34,000 orders, in the middle of it 30,600.
 */
export function volumeAdjuster(random: RandomStream): () => number {
  let sum = 0;
  let trend = 0;
  return () => {
    trend += VOLUME_TREND;
    let next: number;
    do next = sum + drawChange(random); while (Math.abs(next - trend) > VOLUME_STRAY);
    return sum = next;
  };
}

function drawChange(random: RandomStream): number {
  const direction = random.next();
  if (direction < 0.39) return random.whole(2, 4) * MINUTE + random.whole(0, 29);
  if (direction < 0.39 + 0.14) return 0;
  return -(random.whole(2, 4) * MINUTE + random.whole(29, 59));
}
