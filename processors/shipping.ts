/** The Shipping Processor: paid orders are shipped, or cancelled before. */
import { run } from "../cli/command.ts";
import { shipOrder } from "../orders/shipping.ts";
import { processorCommand } from "./service.ts";

const program = processorCommand(
  { name: "shipping", topic: "paid_orders", rule: shipOrder },
  "Takes paid orders, and ships them or lets them be cancelled.",
);

if (import.meta.main) Deno.exit(await run(program));
