/** `deno task payment`, the Payment Processor: unpaid orders are paid or time out. */
import { run } from "../lib/command_line/command.ts";
import { payOrder } from "../orders/payment.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "payment", rule: payOrder },
  "Processes unpaid orders: each is paid or times out.",
);

if (import.meta.main) Deno.exit(await run(program));
