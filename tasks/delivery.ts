/** The Delivery Processor: shipped orders are delivered, refused or sent back. */
import { run } from "../lib/command_line/command.ts";
import { deliverOrder } from "../orders/delivery.ts";
import { processorCommand } from "./shared/processor_command.ts";

export const program = processorCommand(
  { name: "delivery", rule: deliverOrder },
  "Takes shipped orders, and delivers them or takes them back.",
);

if (import.meta.main) Deno.exit(await run(program));
