/** The shop's flags, which `generate` and the pipeline share. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { duration, positiveNumber, wholeNumber } from "../lib/command_line/values.ts";
import { formatLocal, type LocalSeconds, parseLocal } from "../orders/local_time.ts";
import { MOST_ORDERS } from "./shop_chain.ts";
import type { WorldFlags } from "./world_flags.ts";

export interface ShopOptions extends WorldFlags {
  readonly orders?: number;
  readonly live: boolean;
  /** Orders per second. */
  readonly liveRate: number | "max";
  /** Milliseconds. */
  readonly liveFor?: number;
  readonly workers?: number;
}

const LARGEST_SEED = 2 ** 32 - 1;
const MOST_WORKERS = 64;
/** Above it, the steps between orders would shrink to nothing in whole seconds. */
const LARGEST_SCALE = 1000;

/** Adds the flags to a command. */
export function addShopOptions(command: Command): Command {
  return command
    .option(
      "--seed <number>",
      "which world to generate: the same seed and now give the same orders (default: 1)",
      wholeNumber(0, LARGEST_SEED),
    )
    .option("--from <date>", "date on which the shop opened (default: 2021-03-14T09:00:00)", localDate)
    .option(
      "--now <date>",
      "end of the history; later orders are live (default: the present in Manila)",
      localDate,
    )
    .option(
      "--scale <factor>",
      "order volume as a multiple of the model's (default: 1)",
      positiveNumber(LARGEST_SCALE),
    )
    .option(
      "--orders <number>",
      "stop after this many orders, history and live together",
      wholeNumber(1, MOST_ORDERS),
    )
    .addOption(new Option("--no-live", "stop after the history").conflicts(["liveRate", "liveFor"]))
    .addOption(
      new Option("--live-rate <rate>", "live orders per second, or max").argParser(liveRate).default(4),
    )
    .option("--live-for <duration>", "stop after live orders for this long, for instance 30s", duration)
    .option(
      "--workers <number>",
      "threads that generate orders (default: one per core, at most 4; 1 for Kafka)",
      wholeNumber(1, MOST_WORKERS),
    );
}

/** The flags of a command line that asks for the same. */
export function shopArguments(options: ShopOptions): string[] {
  const { seed, from, now, scale, orders, live, liveRate, liveFor, workers } = options;
  const given = (flag: string, value: number | string | undefined) =>
    value === undefined ? [] : [flag, String(value)];
  const date = (moment: LocalSeconds | undefined) => moment === undefined ? undefined : formatLocal(moment);
  return [
    ...given("--seed", seed),
    ...given("--from", date(from)),
    ...given("--now", date(now)),
    ...given("--scale", scale),
    ...given("--orders", orders),
    ...(live ? given("--live-rate", liveRate) : ["--no-live"]),
    ...given("--live-for", liveFor === undefined ? undefined : `${liveFor}ms`),
    ...given("--workers", workers),
  ];
}

function localDate(text: string): LocalSeconds {
  const moment = parseLocal(text);
  if (moment === undefined) {
    throw new InvalidArgumentError("It must be a date that exists, like 2021-03-14T09:00:00 or 2021-03-14.");
  }
  return moment;
}

const MOST_LIVE_RATE = 1_000_000;

function liveRate(text: string): number | "max" {
  return text === "max" ? text : positiveNumber(MOST_LIVE_RATE)(text);
}
