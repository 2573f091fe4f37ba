/** The state of the four servers, for a person and for a program. */
import { withoutPassword } from "../lib/settings/without_password.ts";
import type { Environment } from "../lib/settings/settings.ts";
import { columns } from "../lib/command_line/terminal.ts";
import { type DataFolder, dataFolderOf } from "../lib/files/data_folder.ts";
import { isFile } from "../lib/files/files.ts";
import { answers } from "./launch.ts";
import { postgresLog } from "./postgres_home.ts";
import { isFree } from "../lib/processes/ports.ts";
import { type PidFile, runningServers } from "./pid_files.ts";
import { portsOf, remoteAddress, type ServerName, SERVERS } from "./servers.ts";

export type State =
  | "running"
  /** Its process runs, but it does not serve: starting, stopping or stuck. */
  | "not answering"
  | "stopped"
  /** Not ours, but another program listens on its port. */
  | "foreign"
  /** The environment names another one; it is not asked. */
  | "remote";

export interface ServerStatus {
  readonly server: ServerName;
  readonly state: State;
  /** host:port or URL, with the password where there is one; null where there is none to tell. */
  readonly connection: string | null;
  readonly log: string | null;
  /** Process group of the server, where it is ours: `kill -- -GROUP` ends it. */
  readonly group: number | null;
  /** The process that will stop it at its own end; null where it stays until `stack down`. */
  readonly starter: number | null;
}

/** Asks every server for its state. */
export async function statusOf(env: Environment): Promise<readonly ServerStatus[]> {
  const data = dataFolderOf(env), ports = portsOf(env);
  const running = await runningServers(data);
  return await Promise.all(SERVERS.map(async (server): Promise<ServerStatus> => {
    const remote = remoteAddress(server, env);
    if (remote !== undefined) {
      return { server, state: "remote", connection: remote, log: null, group: null, starter: null };
    }
    const record = running.get(server);
    if (record) return await statusOfRunning(record);
    const state = isFree(ports[server]) ? "stopped" : "foreign";
    return { server, state, connection: null, log: await logOf(data, server), group: null, starter: null };
  }));
}

async function statusOfRunning(
  { server, address, log, process, starter }: PidFile,
): Promise<ServerStatus> {
  const state = await answers(server, address) ? "running" : "not answering";
  return { server, state, connection: address, log, group: process.pid, starter: starter?.pid ?? null };
}

/** The log of the last run, if there was one. */
async function logOf(data: DataFolder, server: ServerName): Promise<string | null> {
  const log = server === "postgres" ? await postgresLog(data) : data.log(server);
  return await isFile(log) ? log : null;
}

/** One line per server: name, state, address without its password, log file. */
export function statusLines(statuses: readonly ServerStatus[]): string[] {
  return columns(statuses.map(({ server, state, connection, log, starter }) => [
    server,
    starter === null ? state : `${state} until process ${starter} ends`,
    connection === null ? "-" : withoutPassword(connection),
    log ?? "-",
  ]));
}
