import assert from "node:assert/strict";
import { LGU_CLASSES, lgusOf } from "./geography.ts";

const all = LGU_CLASSES.flatMap(([name]) => lgusOf(name));

Deno.test("lgusOf() divides the 99 LGUs among the classes, each once", () => {
  assert.equal(all.length, 99);
  assert.equal(new Set(all.map(({ lgu }) => lgu)).size, 99);
});

Deno.test("lgusOf() gives every LGU an ISO 3166-2:PH code; those of Metro Manila share PH-00", () => {
  for (const { lgu, provincial_code } of all) assert.match(provincial_code, /^PH-([A-Z]{3}|00)$/, lgu);
  assert.ok(lgusOf("metro_manila").every(({ provincial_code }) => provincial_code === "PH-00"));
});

Deno.test("LGU_CLASSES have weights that add up to 1", () => {
  assert.ok(Math.abs(LGU_CLASSES.reduce((sum, [, share]) => sum + share, 0) - 1) < 1e-12);
});
