/** The shop's only sequential chain: date and customer of every order. Everything else is a function of their numbers. */
import { TindahanError } from "../orders/errors.ts";
import { type LocalSeconds, parseLocal } from "../orders/local_time.ts";
import type { CustomerId, OrderId } from "../orders/order.ts";
import { randomStream } from "../orders/random.ts";
import type { World } from "../orders/world.ts";
import { orderDates } from "./order_dates.ts";
import { customerChain } from "./repeat_customers.ts";

/** Consecutive orders without their details. Columns travel between threads without a copy. */
export interface OrderBlock {
  readonly firstOrder: OrderId;
  /** LocalSeconds, one for each order. */
  readonly dates: Float64Array<ArrayBuffer>;
  /** CustomerIds, one for each order. */
  readonly customers: Uint32Array<ArrayBuffer>;
}

export interface ShopChain {
  /** Orders taken so far: the id of the last one. */
  orders(): number;
  /** Date of the order that comes next. */
  nextDate(): LocalSeconds;
  /**
   * Takes the next orders, at most `most` of them and none later than `until`; an empty block when there is none.
   *
   * @throws BAD_CALL when dates pass the year 9999
   */
  take(most: number, until?: LocalSeconds): OrderBlock;
}

/** Order ids stay below 2^30, where shipping ids are unique. */
export const MOST_ORDERS = 2 ** 30 - 1;

const END_OF_DATES = parseLocal("9999-12-01")!;

/** Starts the chain of a world at its first order. */
export function shopChain(world: World): ShopChain {
  const random = randomStream(world.seed, "shop");
  const drawDate = orderDates(world, random), drawCustomer = customerChain(random);
  let orders = 0;
  let date = drawDate();
  let customer = drawCustomer();

  function take(most: number, until: LocalSeconds = Infinity as LocalSeconds): OrderBlock {
    const firstOrder = orders + 1 as OrderId;
    const dates = new Float64Array(most), customers = new Uint32Array(most);
    let size = 0;
    while (size < most && date <= until) {
      if (date > END_OF_DATES) throw endOfDates(orders + size);
      dates[size] = date;
      customers[size++] = customer;
      date = drawDate();
      customer = drawCustomer();
    }
    orders += size;
    return { firstOrder, dates: dates.slice(0, size), customers: customers.slice(0, size) };
  }

  return { orders: () => orders, nextDate: () => date, take };
}

/** Date and customer of the n-th order of a block. */
export function orderAt(
  block: OrderBlock,
  n: number,
): { id: OrderId; date: LocalSeconds; customer: CustomerId } {
  return {
    id: block.firstOrder + n as OrderId,
    date: block.dates[n] as LocalSeconds,
    customer: block.customers[n] as CustomerId,
  };
}

function endOfDates(orders: number): TindahanError {
  return new TindahanError(
    "BAD_CALL",
    `the dates of this world pass the year 9999 after ${orders} orders`,
    "ask for fewer --orders or for a larger --scale",
  );
}
