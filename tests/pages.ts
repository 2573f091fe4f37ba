/** Pages of the documentation, as the checks of the project read them. */

const ROOT = new URL("../", import.meta.url);

/** The text of a file of the project. @param path relative to the project's folder */
export function textOf(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** The texts of a page's sections by their headings, without code blocks. */
export function sectionsOf(page: string): Map<string, string> {
  const text = textOf(page).replace(/^```.*?^```/gms, "");
  const parts = text.split(/^#+ (.+)$/m);
  const sections = new Map<string, string>();
  for (let n = 1; n < parts.length; n += 2) sections.set(parts[n]!, parts[n + 1]!);
  return sections;
}

/** The tables of a section, each as its rows without the heading row; code marks are left out. */
export function tablesOf(page: string, heading: string): string[][][] {
  const section = sectionsOf(page).get(heading);
  if (section === undefined) throw new Error(`${page} has no section '${heading}'`);
  const tables = section.match(/(?:^\|.*\|\n)+/gm) ?? [];
  return tables.map((table) => table.trim().split("\n").slice(2).map(cellsOf));
}

function cellsOf(line: string): string[] {
  return line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("`", ""));
}
