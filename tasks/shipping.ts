/** `deno task shipping`, the Shipping Processor: paid orders are shipped, or cancelled before. */
import { run } from "../lib/command_line/command.ts";
import { shipOrder } from "../orders/shipping.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "shipping", rule: shipOrder },
  "Processes paid orders: each is shipped or cancelled.",
);

if (import.meta.main) Deno.exit(await run(program));
