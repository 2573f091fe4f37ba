/** Finds the Java that runs the servers. */
import { TindahanError } from "../orders/errors.ts";

/** Kafka 4 and Apicurio Registry 2.6 both run on it. */
const OLDEST_JAVA = 17;

export interface Java {
  /** What to run. */
  readonly command: string;
  /** What `java -version` prints: tells one build from another. */
  readonly build: string;
}

/**
 * JAVA_HOME's Java where that is set, as Maven does it, else the one on the PATH.
 * @throws MISSING_PROGRAM when there is none or it is too old
 */
export async function findJava(env: { get(name: string): string | undefined }): Promise<Java> {
  const home = env.get("JAVA_HOME")?.replace(/\/+$/, "") ?? "";
  const command = home === "" ? "java" : `${home}/bin/java`;
  const build = await versionText(command);
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
  return { command, build };
}

/** Reads `openjdk version "17.0.15" 2025-04-15`, and `java version "1.8.0_402"`, which is Java 8. */
export function parseJavaVersion(output: string): { major: number; text: string } | undefined {
  const text = /version "([^"]+)"/.exec(output)?.[1];
  const parts = /^(?:1\.)?(\d+)/.exec(text ?? "");
  return text === undefined || !parts ? undefined : { major: Number(parts[1]), text };
}

/** Asked through `sh`, the one program that the stack may run. */
async function versionText(command: string): Promise<string | undefined> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'exec "$1" -version', "sh", command],
    stdin: "null",
  }).output();
  if (!success) return undefined;
  const decoder = new TextDecoder();
  return decoder.decode(stderr) + decoder.decode(stdout);
}
