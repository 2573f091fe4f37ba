/** The Payment Processor: unpaid orders become paid ones, or time out. */
import { run } from "../lib/command_line/command.ts";
import { payOrder } from "../orders/payment.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "payment", rule: payOrder },
  "Takes unpaid orders, and lets them be paid or time out.",
);

if (import.meta.main) Deno.exit(await run(program));
