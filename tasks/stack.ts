/** `deno task stack`: starts, shows, stops and wipes the local servers. */
import { withoutPassword } from "../lib/settings/without_password.ts";
import { command, run } from "../lib/command_line/command.ts";
import { giveUpOnInterrupt } from "../lib/command_line/interrupt.ts";
import { ADDRESS_SETTINGS, SERVERS } from "../stack/servers.ts";
import { startStack } from "../stack/stack.ts";
import { statusLines, statusOf } from "../stack/status.ts";
import { stopKeptServers, titles } from "../stack/stop.ts";
import { wipeData } from "../stack/wipe.ts";

export const program = command(
  "deno task stack",
  "Runs the local servers: Kafka, Schema Registry, Kafka Connect, PostgreSQL.",
  [
    ["deno task stack up", "start them and leave them running"],
    ["deno task stack status", "show each one's state, address and log file"],
    ["deno task stack status --json", "the same for a program, with connection strings"],
    ["deno task stack down", "stop them; their data stays"],
    ["deno task stack wipe", "delete their data, and the dashboard's"],
    ["TINDAHAN_PORT=29190 TINDAHAN_DATA=.local/second deno task stack up", "a second stack beside the first"],
  ],
);

program.command("up").description("start what is not running yet, and leave it running").action(up);
program.command("down").description("stop what 'up' started; the data stays").action(down);
program.command("status").description("show each server's state, address and log file")
  .option("--json", "print JSON with connection strings, passwords included")
  .action(status);
program.command("wipe").description("delete the stopped servers' data and logs, without asking").action(wipe);

async function up(): Promise<void> {
  const stack = await giveUpOnInterrupt((signal) =>
    startStack({ env: Deno.env, needs: new Set(SERVERS), keep: true, onProgress: tell, signal })
  );
  if (stack.started.length === 0) tell("nothing to start");
  for (const server of SERVERS) {
    const address = stack.environment[ADDRESS_SETTINGS[server]] ?? "";
    console.log(`${ADDRESS_SETTINGS[server]}=${withoutPassword(address)}`);
  }
}

async function down(): Promise<void> {
  const stopped = await stopKeptServers(Deno.env);
  tell(
    stopped.length === 0 ? "nothing was running" : `stopped ${titles(stopped.map((server) => ({ server })))}`,
  );
}

async function status({ json }: { json?: boolean }): Promise<void> {
  const statuses = await statusOf(Deno.env);
  console.log(json ? JSON.stringify(statuses, null, 2) : statusLines(statuses).join("\n"));
}

async function wipe(): Promise<void> {
  const folder = await wipeData(Deno.env);
  tell(folder === undefined ? "there is no data to delete" : `deleted the servers' data in ${folder}`);
}

function tell(line: string): void {
  console.error(line);
}

if (import.meta.main) Deno.exit(await run(program));
