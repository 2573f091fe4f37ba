/** The project's own files, without what is installed or made. */

const ROOT = new URL("../", import.meta.url);
const PASSED_OVER = /^(?:node_modules|coverage|export|\..*)$/;

/** Paths of the files whose path matches, relative to the project's folder. */
export function sourceFiles(pattern: RegExp, folder = ""): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap(({ name, isDirectory }) => {
    if (PASSED_OVER.test(name)) return [];
    const path = `${folder}${name}`;
    if (isDirectory) return sourceFiles(pattern, `${path}/`);
    return pattern.test(path) ? [path] : [];
  });
}
