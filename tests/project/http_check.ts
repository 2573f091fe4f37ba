/** Holds every request to the one HTTP client. Reads the project's files. */
import assert from "node:assert/strict";
import { sourceFiles, sourceText, TYPESCRIPT } from "../source_files.ts";

Deno.test("no request goes out but by lib/http/", () => {
  const callers = sourceFiles(TYPESCRIPT).filter((path) =>
    !path.startsWith("tests/") && !path.endsWith("_test.ts") &&
    /\bfetch\s*\(|\bcreateHttpClient\b|from "(?:node:https?|ky)"/.test(
      sourceText(path),
    )
  );
  assert.ok(callers.includes("lib/http/answer.ts"), "the check finds what it looks for");
  assert.deepEqual(callers.filter((path) => !path.startsWith("lib/http/")), []);
});
