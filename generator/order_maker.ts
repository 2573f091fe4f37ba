/** The order as it leaves the shop, from its number, date and customer. */
import type { LocalSeconds } from "../orders/local_time.ts";
import { formatLocal } from "../orders/local_time.ts";
import type { CustomerId, Order, OrderId, UnpaidOrder } from "../orders/order.ts";
import { randomStreams } from "../orders/random.ts";
import type { World } from "../orders/world.ts";
import { shopCalendar } from "./calendar.ts";
import { customerMaker } from "./customer.ts";
import { currentStates } from "./current_state.ts";
import { drawItems } from "./items.ts";
import { saleEvents } from "./sale_event.ts";

/** Share of orders with express shipping. Source: docs/order-model.md, "Payment, shipping, delivery". */
export const EXPRESS_SHARE = 0.4;

/** One link of the shop's chain. */
export interface Purchase {
  readonly id: OrderId;
  readonly date: LocalSeconds;
  readonly customer: CustomerId;
}

/**
 * Makes the orders of a world, as they stand at its now. Every detail is drawn from streams keyed by the numbers of
 * order and customer, so orders can be made in any sequence and by any process.
 */
export function orderMaker(world: World): (purchase: Purchase) => Order {
  // Known customers are made again each time: keeping thousands of them costs more than it saves.
  const customerOf = customerMaker(world.seed);
  const checkouts = randomStreams(world.seed, "checkout");
  const itemStreams = randomStreams(world.seed, "items");
  const dayOf = shopCalendar();
  const saleOf = saleEvents(world.seed);
  const stateOf = currentStates(world);

  return ({ id, date, customer }) => {
    const day = dayOf(date);
    const { item_info, order_total } = drawItems(day.sale, saleOf(day), itemStreams(id));
    const order: UnpaidOrder = {
      order_id: id,
      order_date: formatLocal(date),
      customer_info: customerOf(customer),
      payment_info: { payment_status: false, payment_method: "Unpaid", payment_date: null },
      shipping_info: {
        shipping_id: null,
        express_shipping: checkouts(id).chance(EXPRESS_SHARE),
        order_status: "Processing",
        shipped_date: null,
        eta: null,
        finished_date: null,
      },
      item_info,
      item_variety: item_info.length,
      order_total,
    };
    return stateOf(order, date);
  };
}
