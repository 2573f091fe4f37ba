/** The customer of each order: a new one, or one whom the shop knows. */
import type { CustomerId } from "../orders/order.ts";
import type { RandomStream } from "../orders/random.ts";

/** Share of orders by known customers while both pools are full, and share of those by the top pool. */
export const KNOWN_SHARE = 0.7;
export const TOP_SHARE = 0.56;

/** The pools: their first cap, how it grows, and the chance that a new customer joins while there is room. */
export const TOP_POOL = { start: 25, per100Orders: 1, chance: 0.35 } as const;
export const REPEAT_POOL = { start: 75, per100Orders: 16, chance: 0.65 } as const;

/**
 * Yields the customer of the next order at each call, first that of order 1. Customers are numbered from 1 in the
 * order of their first purchase.
 *
 * Source: docs/order-model.md, "Customer". The pools take 4 bytes for each customer in them, 17 per 100 orders.
 */
export function customerChain(random: RandomStream): () => CustomerId {
  const top = customerPool(), repeat = customerPool();
  let orders = 0;
  let customers = 0;
  return () => {
    orders += 1;
    const hundreds = Math.floor(orders / 100);
    const topCap = TOP_POOL.start + hundreds * TOP_POOL.per100Orders;
    const repeatCap = REPEAT_POOL.start + hundreds * REPEAT_POOL.per100Orders;
    const full = top.size() + repeat.size() >= topCap + repeatCap;
    if (full && random.chance(KNOWN_SHARE)) return (random.chance(TOP_SHARE) ? top : repeat).pick(random);
    const customer = ++customers as CustomerId;
    if (top.size() < topCap && random.chance(TOP_POOL.chance)) top.add(customer);
    else if (repeat.size() < repeatCap && random.chance(REPEAT_POOL.chance)) repeat.add(customer);
    return customer;
  };
}

/** A growing list of customers in four bytes each. */
function customerPool() {
  let members = new Uint32Array(1024);
  let size = 0;
  return {
    size: () => size,
    add(customer: CustomerId) {
      if (size === members.length) {
        const grown = new Uint32Array(size * 2);
        grown.set(members);
        members = grown;
      }
      members[size++] = customer;
    },
    pick: (random: RandomStream) => members[random.whole(0, size - 1)] as CustomerId,
  };
}
