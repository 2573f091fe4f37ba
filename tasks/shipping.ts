/** The Shipping Processor: paid orders are shipped, or cancelled before. */
import { run } from "../lib/command_line/command.ts";
import { shipOrder } from "../orders/shipping.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "shipping", rule: shipOrder },
  "Takes paid orders, and ships them or lets them be cancelled.",
);

if (import.meta.main) Deno.exit(await run(program));
