import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { payloadOf, schemaIdOf, withSchemaId } from "./wire_format.ts";

Deno.test("withSchemaId() gives id and payload back, whatever they are", () => {
  fc.assert(fc.property(fc.nat(0x7fff_ffff), fc.uint8Array(), (id, payload) => {
    const value = withSchemaId(id, payload);
    assert.equal(schemaIdOf(value), id);
    assert.deepEqual(Uint8Array.from(payloadOf(value)), payload);
  }));
});

Deno.test("withSchemaId() writes what Confluent's serializers write", () => {
  assert.deepEqual(withSchemaId(0x01020304, Buffer.from("{}")), Buffer.from([0, 1, 2, 3, 4, 0x7b, 0x7d]));
});

Deno.test("schemaIdOf() knows no id when the value is too short or starts with another byte", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 4 }), (value) => schemaIdOf(value) === undefined));
  fc.assert(fc.property(fc.integer({ min: 1, max: 255 }), fc.uint8Array({ minLength: 4 }), (magic, rest) => {
    assert.equal(schemaIdOf(Uint8Array.from([magic, ...rest])), undefined);
  }));
});
