/** Orders at the end of their life, for tests of splice and sinks: pure, made by the shop's own rules, each reproducible. */
import { deliverOrder } from "../orders/delivery.ts";
import type {
  CustomerInfo,
  FailedOrder,
  FinishedOrder,
  Order,
  PaidOrder,
  ShippedOrder,
} from "../orders/order.ts";
import { payOrder } from "../orders/payment.ts";
import { randomStream } from "../orders/random.ts";
import { shipOrder } from "../orders/shipping.ts";
import { sampleUnpaidOrder } from "./sample_orders.ts";

/** The n-th sample order, finished or failed; a customer is the same in all of them. @param number from 1 */
export function sampleEndedOrder(number: number): FinishedOrder | FailedOrder {
  const unpaid = sampleUnpaidOrder(number);
  const order = { ...unpaid, customer_info: sampleCustomer(unpaid.customer_info) };
  const paid = payOrder(order, "live", randomStream(number, "payment"));
  if (!isPaid(paid)) return paid;
  const shipped = shipOrder(paid, "live", randomStream(number, "shipping"));
  return isShipped(shipped) ? deliverOrder(shipped, "live", randomStream(number, "delivery")) : shipped;
}

function sampleCustomer(customer: CustomerInfo): CustomerInfo {
  const { customer_id } = customer;
  return {
    ...customer,
    customer_name: `Maria Peñaflor ${customer_id}`,
    email: `maria.${customer_id}@delacruz.com.ph`,
    street_address: `${customer_id} Mabini Street, Barangay San Isidro`,
  };
}

function isPaid<Unpaid extends Order>(order: PaidOrder | Unpaid): order is PaidOrder {
  return order.shipping_info.order_status === "Processing";
}

function isShipped<Stopped extends Order>(order: ShippedOrder | Stopped): order is ShippedOrder {
  return order.shipping_info.order_status === "Shipped";
}
