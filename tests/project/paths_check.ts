/** Holds the code to paths that are paths: a URL takes `#`, `?` and `%20` in a folder's name for something else. */
import assert from "node:assert/strict";
import { sourceFiles, sourceText, TYPESCRIPT } from "../source_files.ts";

/** What makes a path of a URL without decoding it, or a URL of a folder that the user chose. */
const MISTAKES = [
  /import\.meta\.url\s*\)\.pathname/,
  /fileURLToPath\([^)]*\)\.pathname/,
  /new URL\((?:[^()]|\([^()]*\))*,\s*(?:PROJECT_FOLDER|dataFolder|data|folder|logs|home)\b/,
];

Deno.test("no path is made of a URL, and no URL of a folder", () => {
  for (const path of sourceFiles(TYPESCRIPT)) {
    const text = sourceText(path);
    if (path === "tests/project/paths_check.ts") continue;
    for (const mistake of MISTAKES) assert.doesNotMatch(text, mistake, path);
  }
});

Deno.test("the check above knows the mistakes that were made", () => {
  const made = [
    'new URL("../../tasks/generate.ts", import.meta.url).pathname',
    'new URL("logs/", dataFolder(env))',
    'fileURLToPath(new URL(".local/lib", PROJECT_FOLDER))',
    "new URL(`${name}.log`, logs)",
    'new URL(folder.endsWith("/") ? folder : `${folder}/`, PROJECT_FOLDER)',
  ];
  for (const text of made) assert.ok(MISTAKES.some((mistake) => mistake.test(text)), text);
});
