/** Superset's secrets: taken from the environment, or drawn once and kept for their owner alone. */
import type { Environment } from "../lib/settings/settings.ts";
import type { Place } from "./place.ts";

export interface Secrets {
  /** Signs sessions. */
  readonly key: string;
  readonly administrator: string;
  readonly password: string;
  /** Of the role that reads the tables: one for all Supersets over the same database. */
  readonly readerPassword: string;
}

/** Creates what is missing. The home folder must exist. */
export async function secretsOf(env: Environment, place: Place): Promise<Secrets> {
  return {
    key: env.get("SUPERSET_SECRET_KEY") || await kept(place, "secret-key", 32),
    administrator: env.get("SUPERSET_ADMIN") || "admin",
    password: env.get("SUPERSET_ADMIN_PASSWORD") || await kept(place, "admin-password", 12),
    readerPassword: env.get("SUPERSET_READER_PASSWORD") || await kept(place, "reader-password", 24),
  };
}

async function kept({ home }: Place, name: string, bytes: number): Promise<string> {
  const path = `${home}/${name}`;
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const secret = crypto.getRandomValues(new Uint8Array(bytes)).toHex();
  await Deno.writeTextFile(path, secret + "\n", { mode: 0o600, createNew: true });
  return secret;
}
