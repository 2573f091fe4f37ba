/** The Delivery Processor: shipped orders are delivered, refused or sent back. */
import { run } from "../cli/command.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { processorCommand } from "./service.ts";

const program = processorCommand(
  { name: "delivery", topic: "shipped_orders", rule: deliverOrder },
  "Takes shipped orders, and delivers them or takes them back.",
);

if (import.meta.main) Deno.exit(await run(program));
