/** The Python environment: built once for each lock, whole or not at all. */
import { TindahanError } from "../orders/errors.ts";
import { ownFile, type Place } from "./place.ts";
import { isThere, type Program, runToEnd } from "./programs.ts";

/** The lock has wheels for these. */
const VERSIONS = ["3.12", "3.11", "3.10"];

/** Makes uv trust whom the machine trusts, as pip does: the name of late, and the one before. */
const SYSTEM_CERTIFICATES = { UV_SYSTEM_CERTS: "true", UV_NATIVE_TLS: "true" };

/** Makes sure that the environment is there or can be built, before anything is started for it. @throws MISSING_PROGRAM */
export async function requirePython({ python }: Place): Promise<void> {
  if (!await isPresent(`${python}/finished`)) await findPython();
}

/**
 * Builds the environment if it is not there yet. Takes about a minute, with uv a third of that.
 *
 * @param log file for the output of the installer
 * @throws MISSING_PROGRAM without Python, UNHEALTHY when packages cannot be installed
 */
export async function ensurePython(
  { python }: Place,
  log: string,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const finished = `${python}/finished`;
  if (await isPresent(finished)) return;
  const interpreter = await findPython();
  onProgress("installing Superset's Python packages, once; this takes a minute or two");
  await Deno.mkdir(python.slice(0, python.lastIndexOf("/")), { recursive: true });
  const venv: Program = { command: interpreter, args: ["-m", "venv", "--clear", python], signal };
  await runToEnd(venv, "create a Python environment", log);
  await runToEnd({ ...await installer(python), signal }, "install Superset", log);
  await Deno.writeTextFile(finished, "");
}

async function installer(python: string): Promise<Program> {
  const lock = ["--require-hashes", "--requirement", ownFile("requirements.txt")];
  if (await isThere("uv")) {
    const flags = ["--compile-bytecode", "--python", `${python}/bin/python`];
    return { command: "uv", args: ["pip", "install", ...flags, ...lock], env: SYSTEM_CERTIFICATES };
  }
  const flags = ["--quiet", "--disable-pip-version-check"];
  return { command: `${python}/bin/python`, args: ["-m", "pip", "install", ...flags, ...lock] };
}

async function findPython(): Promise<string> {
  for (const command of [...VERSIONS.map((version) => `python${version}`), "python3"]) {
    if (await isSuitable(command)) return command;
  }
  throw new TindahanError(
    "MISSING_PROGRAM",
    "the dashboard needs Python 3.10, 3.11 or 3.12 with its venv module, and there is none on the PATH",
    "install it, for instance with 'apt-get install python3 python3-venv' or 'brew install python@3.12'",
  );
}

async function isSuitable(command: string): Promise<boolean> {
  const script = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])";
  try {
    const { success, stdout } = await new Deno.Command(command, { args: ["-c", script], stderr: "null" })
      .output();
    return success && VERSIONS.includes(new TextDecoder().decode(stdout).trim());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

async function isPresent(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
