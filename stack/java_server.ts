/** What broker, registry and Connect worker have in common: one Java, one way to start. */
import { fileURLToPath } from "node:url";
import { classArchive } from "./class_archive.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { freshLog } from "../lib/files/files.ts";
import type { Jars } from "./jars.ts";
import type { Java } from "./java.ts";
import { type ServerProcess, startServer } from "./server_process.ts";
import type { Ports, ServerName } from "./servers.ts";

export interface JavaStack {
  readonly java: Java;
  readonly jars: Jars;
  readonly data: DataFolder;
  readonly ports: Ports;
}

type JavaServer = Exclude<ServerName, "postgres">;

/**
 * Starts a Java server in the data folder, with the flags of `<server>.jvm` and an archive of its classes.
 *
 * @param args what follows Java's own flags: class path, main class, its arguments; paths may be relative to the folder
 */
export async function startJava(
  server: JavaServer,
  { java, jars, data }: JavaStack,
  args: readonly string[],
): Promise<ServerProcess> {
  const archive = await classArchive(server, jars, java, data);
  const log = data.log(server);
  await freshLog(log);
  const program = {
    command: java.command,
    args: [...jvmFlags(server), ...archive.flags, ...args],
    // Java reads the names of files in the locale's encoding.
    env: { LC_ALL: "C.UTF-8" },
    cwd: data.path,
    log,
    // Writing an archive of classes takes its time on a busy machine.
    grace: 60,
  };
  return startServer(server, program, archive.written);
}

/** A file of Java options, and where Kafka's and Connect's logging is set up. */
export function jvmFlags(server: JavaServer): string[] {
  return [
    `@${beside(`${server}.jvm`)}`,
    `-Dlog4j2.configurationFile=${new URL("log4j2.properties", import.meta.url)}`,
  ];
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
