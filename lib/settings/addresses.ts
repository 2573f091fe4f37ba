/** Finds the servers: those that the environment names, else those that the local stack wrote down when it started. */
import { TindahanError } from "../../orders/errors.ts";
import { withClientProperties } from "./client_properties.ts";
import { dataFolder, type Environment } from "./settings.ts";

/** Written by the local stack while it runs, read by every task: setting names and their values. */
export const ADDRESS_FILE = "addresses.json";

/**
 * An environment in which the local stack's addresses stand in for what is not set.
 *
 * A group of settings (say PGHOST and DATABASE_URL) belongs together, so the local value is offered only while the
 * environment names none of its group.
 *
 * @param config a client.properties file, which counts more than the environment
 * @throws BAD_CALL when that file cannot be used
 */
export function withLocalServers(environment: Environment, config?: string): Environment {
  const env = withClientProperties(environment, config);
  const local = readAddressFile(`${dataFolder(env)}/${ADDRESS_FILE}`);
  const overruled = (name: string) =>
    name === "DATABASE_URL" && [env.get("PGHOST"), env.get("PGHOSTADDR")].some((host) => host);
  return {
    get(name) {
      const given = env.get(name);
      if (given !== undefined && given !== "") return given;
      return overruled(name) ? undefined : local[name];
    },
  };
}

/** Takes an address that must be known by now. @throws UNREACHABLE when neither environment nor stack named one. */
export function required<Address>(address: Address | undefined, server: string, setting: string): Address {
  if (address !== undefined) return address;
  throw new TindahanError(
    "UNREACHABLE",
    `no ${server} is running here and ${setting} names none`,
    "start the local servers with 'deno task stack up', or set " + setting,
  );
}

function readAddressFile(file: string): Record<string, string> {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TindahanError(
      "BAD_CALL",
      `${file} does not hold the addresses of the local servers`,
      "remove it, or name another folder with TINDAHAN_DATA",
      { cause },
    );
  }
}
