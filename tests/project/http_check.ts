/** Holds every request to the one HTTP client. Reads the project's files. */
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url);

function sources(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory && !/^(node_modules|tests|\.)/.test(entry.name)) return sources(`${path}/`);
    return entry.isFile && /(?<!_test)\.ts$/.test(path) ? [path] : [];
  });
}

Deno.test("no request goes out but by lib/http/", () => {
  const callers = sources("").filter((path) =>
    /\bfetch\s*\(|\bcreateHttpClient\b|from "(?:node:https?|ky)"/.test(
      Deno.readTextFileSync(new URL(path, ROOT)),
    )
  );
  assert.ok(callers.includes("lib/http/answer.ts"), "the check finds what it looks for");
  assert.deepEqual(callers.filter((path) => !path.startsWith("lib/http/")), []);
});
