/** `deno task delivery`, the Delivery Processor: shipped orders are delivered, cancelled or returned. */
import { run } from "../lib/command_line/command.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "delivery", rule: deliverOrder },
  "Processes shipped orders: each is delivered, cancelled or returned.",
);

if (import.meta.main) Deno.exit(await run(program));
