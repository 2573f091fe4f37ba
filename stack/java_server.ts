/** What broker, registry and Connect worker have in common: one Java, one way to start. */
import { classArchive } from "./class_archive.ts";
import type { DataFolder } from "../lib/files/data_folder.ts";
import { freshLog, linkTo, writeWhole } from "../lib/files/files.ts";
import type { SupervisedProgram } from "../lib/processes/supervisor.ts";
import { type Jars, JARS_LINK } from "./jars.ts";
import type { Java } from "./java.ts";
import { type ServerProcess, startServer } from "./server_process.ts";
import type { Ports, ServerName } from "./servers.ts";
import connectFlags from "./connect.jvm" with { type: "text" };
import kafkaFlags from "./kafka.jvm" with { type: "text" };
import registryFlags from "./registry.jvm" with { type: "text" };
import logging from "./log4j2.properties" with { type: "text" };

export interface JavaStack {
  readonly java: Java;
  readonly jars: Jars;
  readonly data: DataFolder;
  readonly ports: Ports;
}

type JavaServer = Exclude<ServerName, "postgres">;

const FLAGS: Readonly<Record<JavaServer, string>> = {
  connect: connectFlags,
  kafka: kafkaFlags,
  registry: registryFlags,
};

/**
 * A Java program that runs in the data folder with the flags of `<server>.jvm`.
 *
 * Java splits class paths at colons and lists of files at commas, so nothing that it is given names a folder of the
 * user's: the jars are reached by a link in the data folder, and every path is relative to that.
 *
 * @param args what follows those flags: class path, main class, its arguments; paths are relative to the data folder
 */
export async function javaProgram(
  server: JavaServer,
  { java, jars, data }: Omit<JavaStack, "ports">,
  args: readonly string[],
): Promise<SupervisedProgram> {
  await linkTo(jars.folder, `${data.path}/${JARS_LINK}`);
  await writeWhole(`${data.run}/log4j2.properties`, logging);
  await writeWhole(`${data.run}/${server}.jvm`, FLAGS[server]);
  return {
    command: java.command,
    args: [`@run/${server}.jvm`, ...args],
    env: java.environment,
    cwd: data.path,
    log: data.log(server),
  };
}

/** Starts a Java server with an archive of its classes. @param args see `javaProgram` @throws CANNOT_WRITE */
export async function startJava(
  server: JavaServer,
  stack: JavaStack,
  args: readonly string[],
): Promise<ServerProcess> {
  const { java, jars, data } = stack;
  const archive = await classArchive(server, jars, java, data);
  const program = await javaProgram(server, stack, [...archive.flags, ...args]);
  await freshLog(program.log);
  // Writing an archive of classes takes its time on a busy machine.
  return startServer(server, { ...program, grace: 60 }, archive.written);
}
