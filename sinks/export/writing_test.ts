import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { explainWriteError } from "./writing.ts";

Deno.test("explainWriteError() names a full disk, whoever says it", () => {
  for (
    const message of [
      "No space left on device (os error 28)",
      "IO Error: Could not write: No space left on device",
    ]
  ) {
    const error = explainWriteError(new Error(message), "/x");
    assert.ok(error instanceof TindahanError && error.code === "CANNOT_WRITE", message);
    assert.match(error.message, /\/x: no space left/);
  }
});

Deno.test("explainWriteError() leaves other errors as they are", () => {
  const error = new Error("Parser Error: no");
  assert.equal(explainWriteError(error, "/x"), error);
});
