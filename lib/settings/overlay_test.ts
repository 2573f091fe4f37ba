import assert from "node:assert/strict";
import { overlay } from "./overlay.ts";

Deno.test("overlay() puts values on top, empty ones too, and leaves the rest to what is below", () => {
  const env = overlay(
    { A: "1", B: "", C: undefined },
    overlay({ A: "0", B: "2", C: "3" }, { get: () => "9" }),
  );
  assert.deepEqual(["A", "B", "C", "D"].map((name) => env.get(name)), ["1", "", "3", "9"]);
});
