/** The project's own sources, for checks that read them. */

const ROOT = new URL("../", import.meta.url);

/** Every TypeScript file with its text; paths are relative to the project. */
export function* sources(folder = ""): Generator<readonly [path: string, text: string]> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory && !/^(node_modules|\.)/.test(name)) yield* sources(`${path}/`);
    else if (path.endsWith(".ts")) yield [path, Deno.readTextFileSync(new URL(path, ROOT))];
  }
}
