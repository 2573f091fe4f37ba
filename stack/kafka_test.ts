import assert from "node:assert/strict";
import fc from "fast-check";
import { clusterIdOf } from "./kafka.ts";

const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

Deno.test("clusterIdOf() writes any bytes as 22 characters, and never begins with a dash", () => {
  const dashed = new Uint8Array(16).fill(0xf8);
  fc.assert(
    fc.property(sixteenBytes, (bytes) => assert.match(clusterIdOf(bytes), /^[A-Za-z][\w-]{21}$/)),
    { examples: [[dashed]] },
  );
});
