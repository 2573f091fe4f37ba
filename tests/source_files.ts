/** The project's own files, without what is installed or made. Needs to read the project's folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PASSED_OVER = /^(?:node_modules|coverage|export|connectors|\..*)$/;
/** Files of TypeScript. */
export const TYPESCRIPT = /\.ts$/;

/** Paths of the files whose path matches, relative to the project's folder. @param folder where to look, "" for all */
export function sourceFiles(pattern: RegExp, folder = ""): string[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) => {
    // sinks/export is a room of the project, an export at the top is not.
    if (PASSED_OVER.test(name) && (folder === "" || name !== "export")) return [];
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory) return sourceFiles(pattern, path);
    return pattern.test(path) ? [path] : [];
  });
}

/** The text of one of them. */
export function sourceText(path: string): string {
  return Deno.readTextFileSync(join(ROOT, path));
}
