/**
 * Parses command lines and runs none of them: `[["tasks/stack.ts", ["up"]]]` as JSON in the first argument.
 *
 * A program of its own, because the tasks' modules load libraries that want permissions.
 */
import type { Command } from "commander";

/** Keeps a command line from doing anything. */
function disarm(command: Command): void {
  // With an action of its own, a program would not choose its default subcommand.
  if (command.commands.length === 0) command.action(() => {});
  for (const subcommand of command.commands) disarm(subcommand);
}

if (import.meta.main) {
  for (const [module, args] of JSON.parse(Deno.args[0]!) as [string, string[]][]) {
    const { program }: { program: Command } = await import(`../${module}`);
    disarm(program);
    await program.parseAsync(args, { from: "user" });
  }
}
