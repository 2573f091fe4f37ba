/** Compares the table of docs/settings.md with the settings of the code. Needs to read the page. */
import assert from "node:assert/strict";
import { SETTINGS } from "../../lib/settings/settings.ts";
import { tablesOf } from "../pages.ts";

Deno.test("docs/settings.md lists every setting with its default", () => {
  const [table] = tablesOf("docs/settings.md", "Settings");
  const settings: [string, { readonly meaning: string; readonly default?: string }][] = Object.entries(
    SETTINGS,
  );
  assert.deepEqual(
    table?.map(([name, byDefault]) => [name, byDefault]),
    settings.map(([name, { default: byDefault = "" }]) => [name, byDefault]),
  );
});
