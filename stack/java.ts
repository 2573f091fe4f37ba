/** Finds the Java that runs the servers, and the environment in which every Java of ours runs. */
import { resolve } from "node:path";
import type { Environment } from "../lib/settings/settings.ts";
import { TindahanError } from "../orders/errors.ts";

/** Kafka 4 and Apicurio Registry 2.6 both run on it. */
const OLDEST_JAVA = 17;

export interface Java {
  /** What to run. */
  readonly command: string;
  /** What `java -version` prints: tells one build from another. */
  readonly build: string;
  /** Variables for every program that it runs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** English in UTF-8, whatever the user speaks: Java takes names of files, and the case of letters, from the locale. */
const LOCALE = { LC_ALL: "C.UTF-8", LANG: "C.UTF-8", LANGUAGE: "en" } as const;
const LOCALE_FLAGS = "-Duser.language=en -Duser.country=US";

/** Variables for a Java of ours. */
export function javaEnvironment(env: Environment): Record<string, string> {
  const options = env.get("_JAVA_OPTIONS") ?? "";
  // Java reads these last: what they say of the locale would count more than what the command line says.
  return { ...LOCALE, ...(options !== "" && { _JAVA_OPTIONS: `${options} ${LOCALE_FLAGS}` }) };
}

/** Variables for Maven, whose Java takes its options from one of them. */
export function mavenEnvironment(env: Environment): Record<string, string> {
  return { ...javaEnvironment(env), MAVEN_OPTS: `${env.get("MAVEN_OPTS") ?? ""} ${LOCALE_FLAGS}`.trim() };
}

/**
 * JAVA_HOME's Java where that is set, as Maven does it, else the one on the PATH.
 * @throws MISSING_PROGRAM when there is none or it is too old
 */
export async function findJava(env: Environment): Promise<Java> {
  const home = env.get("JAVA_HOME") ?? "";
  // The servers run in other folders.
  const command = home === "" ? "java" : resolve(home, "bin/java");
  const environment = javaEnvironment(env);
  const build = await versionText(command, environment);
  if (build === undefined) {
    throw new TindahanError(
      "MISSING_PROGRAM",
      home === "" ? "there is no Java on the PATH" : `JAVA_HOME is '${home}', where no Java runs`,
      `install Java ${OLDEST_JAVA} or newer, or name one with JAVA_HOME`,
    );
  }
  const version = parseJavaVersion(build);
  if (version === undefined || version.major < OLDEST_JAVA) {
    throw new TindahanError(
      "MISSING_PROGRAM",
      `the Java found is ${version?.text ?? "of no known version"}${
        home === "" ? "" : ` (JAVA_HOME is '${home}')`
      }`,
      `install Java ${OLDEST_JAVA} or newer, or name one with JAVA_HOME`,
    );
  }
  return { command, build, environment };
}

/** Leaves out the lines in which Java repeats options that it took from the environment. */
export function withoutNotes(output: string): string {
  return output.split("\n").filter((line) => !/^(NOTE: )?Picked up /.test(line)).join("\n");
}

/** Reads `openjdk version "17.0.15" 2025-04-15`, and `java version "1.8.0_402"`, which is Java 8. */
export function parseJavaVersion(output: string): { major: number; text: string } | undefined {
  const text = /version "([^"]+)"/.exec(output)?.[1];
  const parts = /^(?:1\.)?(\d+)/.exec(text ?? "");
  return text === undefined || !parts ? undefined : { major: Number(parts[1]), text };
}

/** Asked through `sh`, the one program that the stack may run. */
async function versionText(
  command: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'exec "$1" -version', "sh", command],
    env,
    stdin: "null",
  }).output();
  if (!success) return undefined;
  const decoder = new TextDecoder();
  return withoutNotes(decoder.decode(stderr) + decoder.decode(stdout));
}
