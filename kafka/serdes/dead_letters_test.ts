import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { headerText } from "../../tests/header_text.ts";
import { deadLetter } from "./dead_letters.ts";
import type { ConsumedRecord } from "./records.ts";

const record = {
  topic: "paid_orders",
  partition: 3,
  offset: "41",
  key: Buffer.from([0xff, 0x00]),
  value: Buffer.from([1, 2, 3]),
  headers: [
    [Buffer.from("trace"), Buffer.from("a")],
    [Buffer.from(""), null],
    [Buffer.from("trace"), Buffer.from("b")],
  ],
} satisfies ConsumedRecord;

Deno.test("deadLetter() keeps key, value and headers as they came and says where from and why", () => {
  const letter = deadLetter(record, "shipping", { reason: "NotJson", message: "Unexpected end" });
  assert.equal(letter.topic, "dead_letters");
  assert.equal(letter.key, record.key);
  assert.equal(letter.value, record.value);
  assert.deepEqual(letter.headers, [
    ...record.headers,
    ["__connect.errors.topic", "paid_orders"],
    ["__connect.errors.partition", "3"],
    ["__connect.errors.offset", "41"],
    ["__connect.errors.connector.name", "shipping"],
    ["__connect.errors.stage", "VALUE_CONVERTER"],
    ["__connect.errors.exception.class.name", "NotJson"],
    ["__connect.errors.exception.message", "Unexpected end"],
  ]);
});

Deno.test("deadLetter() blames the key where the key is to blame", () => {
  const letter = deadLetter(record, "shipping", { reason: "KeyMismatch", message: "the key is '1'" });
  assert.equal(headerText(letter, "__connect.errors.stage"), "KEY_CONVERTER");
});
