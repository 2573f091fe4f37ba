/** The servers of one run of tests or benchmarks: in a folder and on ports of their own, and gone at the end. */
import { SETTINGS } from "../lib/settings/settings.ts";
import type { ServerName } from "../stack/servers.ts";
import { startStack } from "../stack/stack.ts";
import { freePortBase } from "./integration/free_ports.ts";

export interface OwnStack {
  /** Settings with the servers' addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** Settings by which a task finds the same servers by itself. */
  readonly place: { readonly TINDAHAN_DATA: string; readonly TINDAHAN_PORT: string };
}

export interface OwnStackOptions {
  /** Part of the folder's name. */
  readonly purpose: string;
  readonly needs: ReadonlySet<ServerName>;
  readonly onProgress: (line: string) => void;
}

/**
 * Takes every setting of ours out of the environment of this process and of those that it starts.
 *
 * Tests delete topics and tables, and what a shell names may be somebody's world.
 *
 * @returns what was set
 */
export function forgetSettings(): Record<string, string> {
  const given: Record<string, string> = {};
  // Of PostgreSQL's variables also those that the project refuses.
  const ofPostgres = Object.keys(Deno.env.toObject()).filter((name) => /^PG[A-Z]/.test(name));
  for (const name of new Set([...Object.keys(SETTINGS), ...ofPostgres])) {
    const value = Deno.env.get(name);
    if (value === undefined) continue;
    given[name] = value;
    Deno.env.delete(name);
  }
  return given;
}

/** Runs work on servers of its own; call `forgetSettings` before. */
export async function withOwnStack<Result>(
  { purpose, needs, onProgress }: OwnStackOptions,
  work: (stack: OwnStack) => Promise<Result>,
): Promise<Result> {
  const data = await Deno.makeTempDir({ prefix: `tindahan-${purpose}-` });
  try {
    // PostgreSQL runs as another account when root starts it.
    await Deno.chmod(data, 0o755);
    const place = { TINDAHAN_DATA: data, TINDAHAN_PORT: String(freePortBase()) };
    const env = new Map(Object.entries({ ...Deno.env.toObject(), ...place }));
    const stack = await startStack({ env, needs, keep: false, onProgress });
    try {
      return await work({ environment: stack.environment, place });
    } finally {
      await stack.stop();
    }
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}
