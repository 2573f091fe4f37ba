/** One run of the shop: past orders first, then live ones, as encoded blocks. */
import type { World } from "../orders/world.ts";
import { blockEncoder, type EncodedBlock, type OrderForm } from "./block_encoder.ts";
import { encodeBlocks, encodeHere } from "./encode_blocks.ts";
import { type Clock, dueOrders } from "./pace.ts";
import { type OrderBlock, type ShopChain, shopChain } from "./shop_chain.ts";

/** The orders that a run of the shop sells. */
export interface SalesPlan {
  readonly world: World;
  /** Orders that were sold before; the run starts after them. */
  readonly sold: number;
  /** Id of the last order, history and live together; Infinity for no last one. */
  readonly orders: number;
  readonly live: LivePlan | undefined;
  readonly workers: number;
}

export interface LivePlan {
  /** Orders per second. */
  readonly rate: number | "max";
  /** Milliseconds, Infinity for no end. */
  readonly duration: number;
}

/** Orders in one Kafka transaction. A transaction costs the brokers as much as some thousand orders. */
const BLOCK_ORDERS = 4000;

/**
 * Yields the orders of a plan in order of order id. A block is valid until the next one is requested. Past orders come as
 * fast as the threads can make them, live orders at their rate. Aborting the signal ends it after the blocks in flight.
 *
 * @throws BAD_CALL when dates pass the year 9999
 */
export async function* sell(
  plan: SalesPlan,
  form: OrderForm,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<EncodedBlock, void> {
  const { world, workers, live } = plan;
  const chain = shopChain(world);
  skip(chain, plan.sold);
  yield* encodeBlocks(history(chain, plan, signal), world, form, workers);
  if (live === undefined || signal.aborted) return;
  if (live.rate === "max") {
    yield* encodeBlocks(
      unpaced(chain, plan, clock.now() + live.duration, clock, signal),
      world,
      form,
      workers,
    );
  } else {
    const blocks = paced(chain, plan, dueOrders(live.rate, live.duration, clock, signal));
    yield* encodeHere(blocks, blockEncoder(world, form));
  }
}

/** Skips the orders that were sold before: ten million in about a second. */
function skip(chain: ShopChain, sold: number): void {
  while (chain.orders() < sold) chain.take(Math.min(BLOCK_ORDERS, sold - chain.orders()));
}

function* history(
  chain: ShopChain,
  { world, orders }: SalesPlan,
  signal: AbortSignal,
): Generator<OrderBlock, void> {
  while (!signal.aborted && chain.orders() < orders && chain.nextDate() <= world.now) {
    yield chain.take(Math.min(BLOCK_ORDERS, orders - chain.orders()), world.now);
  }
}

function* unpaced(
  chain: ShopChain,
  { orders }: SalesPlan,
  end: number,
  clock: Clock,
  signal: AbortSignal,
): Generator<OrderBlock, void> {
  while (!signal.aborted && chain.orders() < orders && clock.now() < end) {
    yield chain.take(Math.min(BLOCK_ORDERS, orders - chain.orders()));
  }
}

async function* paced(
  chain: ShopChain,
  { orders }: SalesPlan,
  dues: AsyncIterable<number>,
): AsyncGenerator<OrderBlock, void> {
  if (chain.orders() >= orders) return;
  for await (const due of dues) {
    const last = Math.min(orders, chain.orders() + due);
    while (chain.orders() < last) yield chain.take(Math.min(BLOCK_ORDERS, last - chain.orders()));
    if (last === orders) return;
  }
}
