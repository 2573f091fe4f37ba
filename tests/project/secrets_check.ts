/** Holds git to pass over every file with secrets that the documentation has people write. Reads the project's files. */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const pages = [
  "README.md",
  ...[...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`)
    .filter((path) => path.endsWith(".md")),
];
const ignored = read(".gitignore").split("\n").filter((line) => line !== "");

/** Of the patterns that .gitignore may hold, those that hold in the project's folder alone: one file, or one folder. */
function isIgnored(path: string): boolean {
  return ignored.some((line) =>
    line.startsWith("/") && (line.endsWith("/") ? `/${path}`.startsWith(line) : `/${path}` === line)
  );
}

Deno.test("git passes over every file with secrets that the documentation names", () => {
  const flags = /--(?:config|config-file|env-file)[= ]([\w./-]*\w)/g;
  const named = new Set(
    pages.flatMap((page) => [...read(page).matchAll(flags)].map((match) => match[1]!))
      // In a container, mounted from the sources.
      .filter((path) => !path.startsWith("/")),
  );
  assert.deepEqual([...named].sort(), ["client.properties", "connect.env", "connectors/order_info.json"]);
  assert.deepEqual([...named, "stack/.env"].filter((path) => !isIgnored(path)), []);
});

Deno.test("no pattern of .gitignore but plain files and folders, which is all that the check above understands", () => {
  assert.deepEqual(ignored.filter((line) => /[*?![\]#\\]/.test(line)), []);
});
