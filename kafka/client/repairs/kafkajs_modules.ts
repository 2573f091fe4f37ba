/** Reaches single files of kafkajs, to mend what cannot be mended from outside. Its version is pinned in deno.json. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.resolve("kafkajs"));

/** What a file of kafkajs exports. @param path below `src` */
export function kafkajsModule(path: string): unknown {
  return require(`./src/${path}`);
}

/**
 * Puts another function in the place of the one that a file of kafkajs exports. kafkajs loads its requests and
 * responses when they are first used, so this works until then.
 *
 * @param path below `src`
 * @throws when kafkajs has loaded the file already, and holds on to its own function
 */
export function replaceModule(path: string, replacement: (original: unknown) => unknown): void {
  const file = require.resolve(`./src/${path}`);
  if (require.cache[file] !== undefined) throw new Error(`kafkajs has loaded ${path} before it was mended`);
  const original: unknown = require(file);
  require.cache[file]!.exports = replacement(original);
}
