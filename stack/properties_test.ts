import assert from "node:assert/strict";
import fc from "fast-check";
import { fillIn, propertyLines } from "./properties.ts";

Deno.test("fillIn() puts each value in its place and keeps the rest, comments included", () => {
  const template = "# ports\nlisteners=${HOST}:${PORT}\nport=${PORT}\n";
  assert.equal(
    fillIn(template, { HOST: "127.0.0.1", PORT: "9092" }),
    "# ports\nlisteners=127.0.0.1:9092\nport=9092\n",
  );
});

Deno.test("fillIn() refuses a name that has no value", () => {
  assert.throws(() => fillIn("a=${MISSING}", {}), /MISSING/);
});

Deno.test("propertyLines() writes values that Java reads back as they were", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => {
    const [line, ...rest] = propertyLines({ name: value }).split("\n");
    assert.deepEqual(rest, [""]);
    assert.match(line!, /^[\x20-\x7e]*$/);
    assert.equal(asJavaReads(line!.slice("name=".length)), value);
  }));
});

/** java.util.Properties: leading white space goes, \\uXXXX and \\x are unescaped. */
function asJavaReads(text: string): string {
  return text.trimStart().replaceAll(
    /\\(?:u([0-9a-f]{4})|(.))/g,
    (_, hex: string | undefined, other: string) =>
      hex === undefined ? other : String.fromCharCode(parseInt(hex, 16)),
  );
}
