/** Orders for tests of topics and processors: pure, small, valid at their stage, a different one for each number. */
import { formatLocal, HOUR, type LocalSeconds, parseLocal, plus } from "../orders/local_time.ts";
import type { CustomerId, OrderId, Sku, UnpaidOrder } from "../orders/order.ts";
import type { World } from "../orders/world.ts";

/** A world in which every sample order is a live one. */
export const SAMPLE_WORLD: World = {
  version: 1,
  seed: 7,
  from: parseLocal("2026-01-01") as LocalSeconds,
  now: parseLocal("2026-01-01") as LocalSeconds,
  scale: 1,
};

/** The n-th sample, about as large as an order of the shop. @param number from 1 */
export function sampleUnpaidOrder(number: number): UnpaidOrder {
  const items = Array.from({ length: 1 + number % 5 }, (_, index) => ({
    sku: 1 + (number * 7 + index * 11) % 55 as Sku,
    quantity: 1 + (number + index) % 9,
    discount_percent: index * 0.05,
    subtotal: 850 + index,
  }));
  return {
    order_id: number as OrderId,
    order_date: formatLocal(plus(SAMPLE_WORLD.now, number * HOUR)),
    customer_info: {
      customer_id: 1 + number % 1000 as CustomerId,
      customer_name: `Maria Peñaflor ${number}`,
      company: "Dela Cruz Trading & Sons",
      email: `maria.${number}@delacruz.com.ph`,
      street_address: `${number} Mabini Street, Barangay San Isidro`,
      lgu: "Quezon City",
      provincial_code: "PH-00",
      contact_number: "+639171234567",
    },
    payment_info: { payment_status: false, payment_method: "Unpaid", payment_date: null },
    shipping_info: {
      shipping_id: null,
      express_shipping: number % 5 < 2,
      order_status: "Processing",
      shipped_date: null,
      eta: null,
      finished_date: null,
    },
    item_info: items,
    item_variety: items.length,
    order_total: items.reduce((sum, { subtotal }) => sum + subtotal, 0),
  };
}
