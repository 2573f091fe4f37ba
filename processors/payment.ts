/** The Payment Processor: unpaid orders become paid ones, or time out. */
import { run } from "../cli/command.ts";
import { payOrder } from "../orders/payment.ts";
import { processorCommand } from "./service.ts";

const program = processorCommand(
  { name: "payment", topic: "unpaid_orders", rule: payOrder },
  "Takes unpaid orders, and lets them be paid or time out.",
);

if (import.meta.main) Deno.exit(await run(program));
