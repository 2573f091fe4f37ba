/** Compares the figures of docs/order-model.md with the constants in the code. Needs to read the page and the sources. */
import assert from "node:assert/strict";
import { END_SALE, LAST_DAYS, MID_SALE } from "../../generator/calendar.ts";
import { LARGEST_QUANTITY, LARGEST_VARIETY, QUANTITY_CHANGE, VARIETY_CHANGE } from "../../generator/items.ts";
import {
  LEAST_STEP,
  ORDERS_PER_VOLUME,
  PACES,
  SHORT_STEP,
  STEPS,
  VOLUME_BAND,
  VOLUME_CHANGES,
  VOLUME_TREND,
} from "../../generator/order_dates.ts";
import { EXPRESS_SHARE } from "../../generator/order_maker.ts";
import { KNOWN_SHARE, REPEAT_POOL, TOP_POOL, TOP_SHARE } from "../../generator/repeat_customers.ts";
import { SALE_EVENT_SHARES } from "../../generator/sale_event.ts";
import { DEFAULT_FROM, newWorld } from "../../generator/world_flags.ts";
import { CATALOGUE } from "../../orders/catalogue.ts";
import { ETA_MARGINS, OUTCOMES } from "../../orders/delivery.ts";
import { LGU_CLASSES, lgusOf } from "../../orders/geography.ts";
import { DAY, formatLocal, HOUR, MINUTE } from "../../orders/local_time.ts";
import type { Order, OrderStatus } from "../../orders/order.ts";
import {
  ETA_DAYS,
  LIVE_PAYMENT,
  PAST_PAYMENT,
  PAYMENT_DAYS,
  PAYMENT_DEADLINE,
  PAYMENT_METHOD_SHARES,
} from "../../orders/payment.ts";
import type { Range } from "../../orders/random.ts";
import { CANCELLATION_HOURS, CANCELLED_SHARE, SHIPPING_HOURS } from "../../orders/shipping.ts";
import { topicOf } from "../../orders/topics.ts";
import { THINK_SECONDS } from "../../processors/think_time.ts";
import { TARGETS } from "../world_targets.ts";
import { sectionsOf, tablesOf, textOf } from "../pages.ts";
import { sourceFiles } from "../source_files.ts";

const PAGE = "docs/order-model.md";

const percent = (share: number) => `${Number((share * 100).toFixed(4))} %`;
const range = ([least, most]: Range) => least === most ? `${least}` : `${least} to ${most}`;
const signedHours = (seconds: number) => `${seconds < 0 ? "−" : "+"}${Math.abs(seconds / HOUR)} h`;
/** The text of a section on one line. */
const prose = (heading: string) => sectionsOf(PAGE).get(heading)!.replaceAll(/\s+/g, " ");

/** Fails unless the section says all of these words. */
function says(heading: string, ...phrases: string[]): void {
  const text = prose(heading);
  assert.deepEqual(phrases.filter((phrase) => !text.includes(phrase)), [], `missing in '${heading}'`);
}

Deno.test("the order model names the settings of a world with their defaults", () => {
  const [settings] = tablesOf(PAGE, "World");
  const { seed, from, scale } = newWorld({}, DEFAULT_FROM);
  assert.deepEqual(
    settings?.map(([name, , value]) => [name, value]),
    [["seed", String(seed)], ["from", formatLocal(from)], ["now", "the present"], ["scale", String(scale)]],
  );
});

Deno.test("the order model names the purpose of every random stream", () => {
  const [, streams] = tablesOf(PAGE, "World");
  const named = streams?.flatMap(([purposes]) => purposes!.split(", ")) ?? [];
  const drawn = sourceFiles(/^(?:orders|generator|processors)\/.*(?<!_test)\.ts$/).flatMap((path) =>
    [...textOf(path).matchAll(/randomStreams?\([\w.]+, (?:"([^"]+)"|`([^`$]+)\$)/g)]
      .map(([, whole, start]) => whole ?? start!)
  );
  assert.ok(drawn.length > 5);
  assert.deepEqual(new Set(named.map((purpose) => purpose.replace(/^think-.*/, "think-"))), new Set(drawn));
});

Deno.test("the order model names the days of the calendar", () => {
  const [days] = tablesOf(PAGE, "Calendar");
  assert.deepEqual(days?.map(([name]) => name), [
    `${MID_SALE[0]}th and ${MID_SALE[1]}th`,
    `last ${LAST_DAYS} days of the month`,
    `${END_SALE[0]}th to ${END_SALE[1]}th of the next month`,
    `${END_SALE[1] + 1}th and ${MID_SALE[0] - 1}th`,
  ]);
  // Each pair of days stands for all days between its first and its last.
  assert.deepEqual([MID_SALE[1] - MID_SALE[0], MID_SALE[0] - END_SALE[1]], [1, 3]);
  assert.equal(END_SALE[0], MID_SALE[1] + 1);
});

Deno.test("the order model names the steps between orders", () => {
  const [steps, changes] = tablesOf(PAGE, "Order date");
  const row = (day: string, share: number, { hours, minutes }: typeof STEPS[keyof typeof STEPS]) => [
    day,
    percent(share),
    range(hours),
    range(minutes),
    "0 to 59",
  ];
  assert.deepEqual(steps, [
    row(`${MID_SALE[0]}th and ${MID_SALE[1]}th`, 1, STEPS["mid-month"]),
    row(`last ${LAST_DAYS} days of the month`, 1, STEPS["end-of-month"]),
    ...PACES.map(([pace, share]) => row(`other, ${pace}`, share, STEPS[pace])),
  ]);
  const { longer, same, shorter } = VOLUME_CHANGES;
  const span = ({ minutes, seconds }: { minutes: Range; seconds: Range }) =>
    `${range(minutes)} min, ${range(seconds)} s`;
  assert.deepEqual(changes, [
    ["longer", percent(longer.share), span(longer)],
    ["unchanged", percent(same.share), ""],
    ["shorter", percent(shorter.share), span(shorter)],
  ]);
  says(
    "Order date",
    `changes after every ${ORDERS_PER_VOLUME} orders`,
    `after ${ORDERS_PER_VOLUME} × scale orders`,
    `its trend falls by ${-VOLUME_TREND} s with each change`,
    `more than ${VOLUME_BAND / MINUTE} min above or below the trend`,
    `below ${LEAST_STEP / MINUTE} min is replaced by a step of ${range(SHORT_STEP.minutes)} min and ${
      range(SHORT_STEP.seconds)
    } s`,
  );
});

Deno.test("the order model names the customer pools and where customers live", () => {
  const [pools, classes] = tablesOf(PAGE, "Customer");
  const pool = (name: string, { start, per100Orders, chance }: typeof TOP_POOL | typeof REPEAT_POOL) => [
    name,
    String(start),
    String(per100Orders),
    percent(chance),
  ];
  assert.deepEqual(pools, [pool("top", TOP_POOL), pool("repeat", REPEAT_POOL)]);
  assert.deepEqual(
    classes,
    LGU_CLASSES.map(([name, share]) => [name, percent(share), String(lgusOf(name).length)]),
  );
  says(
    "Customer",
    `At the caps, ${percent(KNOWN_SHARE)} of orders are by a customer of the pools`,
    `and ${percent(TOP_SHARE)} of those by one of the top pool`,
  );
});

Deno.test("the order model names the figures of SKUs, quantities and sale events", () => {
  const [variety, largest, quantity, events] = tablesOf(PAGE, "Items");
  const changes = ({ fewer, same, more }: typeof VARIETY_CHANGE | typeof QUANTITY_CHANGE) => [
    ["fewer", percent(fewer.share), range(fewer.by)],
    ["unchanged", percent(same), ""],
    ["more", percent(1 - fewer.share - same), range(more.by)],
  ];
  assert.deepEqual(variety, changes(VARIETY_CHANGE));
  assert.deepEqual(quantity, changes(QUANTITY_CHANGE));
  assert.deepEqual(largest, Object.entries(LARGEST_QUANTITY).map(([sale, most]) => [sale, String(most)]));
  assert.deepEqual(events, [
    ["none", "0"],
    ...Object.entries(SALE_EVENT_SHARES).map(([sale, shares]) => [
      sale,
      shares.map(([event, share]) => `${event} (${percent(share)})`).join(" or "),
    ]),
  ]);
  const prices = CATALOGUE.map(({ price }) => price);
  says(
    "Items",
    `holds ${CATALOGUE.length} SKUs with prices from ₱ ${Math.min(...prices)} to ₱ ${
      Math.max(...prices).toLocaleString("en")
    }`,
    `starts with 1 to ${LARGEST_VARIETY} SKUs`,
  );
});

Deno.test("the order model names the figures of payment, shipping and delivery", () => {
  const [shares, times, methods] = tablesOf(PAGE, "Payment, shipping, delivery");
  const { past, live } = OUTCOMES;
  const atOnce = PAST_PAYMENT.paid * PAST_PAYMENT.atOnce, rest = 1 - LIVE_PAYMENT.atOnce;
  const outcome = (n: number) => [
    `of shipped orders, ${past[n]![0]}`,
    percent(past[n]![1]),
    percent(live[n]![1]),
  ];
  assert.deepEqual(shares, [
    ["express shipping", percent(EXPRESS_SHARE), percent(EXPRESS_SHARE)],
    ["paid at once", percent(atOnce), percent(LIVE_PAYMENT.atOnce)],
    ["paid later", percent(PAST_PAYMENT.paid - atOnce), percent(rest * LIVE_PAYMENT.later)],
    ["never paid: Timed Out", percent(1 - PAST_PAYMENT.paid), percent(rest * (1 - LIVE_PAYMENT.later))],
    ["of paid orders, Cancelled before shipping", percent(0), percent(CANCELLED_SHARE)],
    outcome(0),
    outcome(1),
    outcome(2),
    ["earliest end, relative to the ETA", ...[ETA_MARGINS.past[0], ETA_MARGINS.live[0]].map(signedHours)],
    ["latest end, relative to the ETA", ...[ETA_MARGINS.past[1], ETA_MARGINS.live[1]].map(signedHours)],
  ]);
  assert.deepEqual(past.map(([name]) => name), live.map(([name]) => name));
  const days = (bounds: Range) => `${range(bounds)} days`, hours = (bounds: Range) => `${range(bounds)} h`;
  const seconds = (least: number) => `${range([least, least + THINK_SECONDS.spread])} s`;
  const partOfHour = "0 to 59 min, 0 to 59 s", partOfDay = `0 to 23 h, ${partOfHour}`;
  const deadline = `${PAYMENT_DEADLINE / DAY} days`;
  assert.deepEqual(times, [
    ["from order to later payment", days(PAYMENT_DAYS), days(PAYMENT_DAYS), partOfDay],
    ["from payment to ETA", days(ETA_DAYS.express), days(ETA_DAYS.standard), partOfDay],
    ["from payment to shipping", hours(SHIPPING_HOURS.express), hours(SHIPPING_HOURS.standard), partOfHour],
    ["from payment to cancellation", hours(CANCELLATION_HOURS), hours(CANCELLATION_HOURS), ""],
    ["from order to time-out", deadline, deadline, ""],
    ["processing time of each service", seconds(THINK_SECONDS.express), seconds(THINK_SECONDS.standard), ""],
  ]);
  assert.deepEqual(methods, PAYMENT_METHOD_SHARES.map(([name, share]) => [name, percent(share)]));
  says(
    "Payment, shipping, delivery",
    `${percent(PAST_PAYMENT.paid)} of past orders are paid, ${percent(PAST_PAYMENT.atOnce)} of those at once`,
    `gets ${percent(LIVE_PAYMENT.later)} paid`,
  );
});

Deno.test("the order model names the topic of each status", () => {
  const [topics] = tablesOf(PAGE, "Topic by status");
  const seen = topics?.map(([status, paid]) => {
    const order = {
      shipping_info: { order_status: status as OrderStatus },
      payment_info: { payment_status: paid === "true" },
    };
    return [status, paid, topicOf(order as Order)];
  });
  assert.deepEqual(topics, seen);
  const statuses: Record<OrderStatus, true> = {
    "Processing": true,
    "Shipped": true,
    "Delivered": true,
    "Timed Out": true,
    "Cancelled": true,
    "Returned": true,
  };
  assert.deepEqual(new Set(topics?.map(([status]) => status)), new Set(Object.keys(statuses)));
});

Deno.test("the order model names the targets that the tests check", () => {
  const [targets] = tablesOf(PAGE, "Targets");
  assert.deepEqual(
    targets,
    Object.entries(TARGETS).map(([name, { written }]) => [name, ...written]),
  );
});
