/** Where Superset's parts lie: the Python environment, shared by all data folders, and what belongs to one of them. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { dataFolder, type Environment, portBase, PROJECT_FOLDER } from "../lib/settings/settings.ts";
import lock from "./requirements.txt" with { type: "text" };

/** Superset's place among the ten local ports. */
const PORT_OFFSET = 8;

/** Absolute paths, no slash at the end. */
export interface Place {
  /** The Python environment: another lock, another folder. */
  readonly python: string;
  /** Metadata, secrets and notes of one Superset. */
  readonly home: string;
  readonly log: string;
  readonly port: number;
  /** http://127.0.0.1:port */
  readonly url: string;
}

/** @throws BAD_CALL when TINDAHAN_PORT cannot be used */
export function placeOf(env: Environment): Place {
  const data = dataFolder(env);
  const hash = createHash("sha256").update(lock).digest("hex").slice(0, 12);
  const port = portBase(env) + PORT_OFFSET;
  return {
    python: `${PROJECT_FOLDER}/.local/superset/${hash}`,
    home: `${data}/superset`,
    log: `${data}/logs/superset.log`,
    port,
    url: `http://127.0.0.1:${port}`,
  };
}

/** A file beside this module, as a path. */
export function ownFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
