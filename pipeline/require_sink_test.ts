import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { requireSink } from "./require_sink.ts";

const env = (values: Readonly<Record<string, string>>) => ({ get: (name: string) => values[name] });
const CLOUD = { SCHEMA_REGISTRY_URL: "https://psrc-1.confluent.cloud" };

Deno.test("requireSink() refuses Connect where nobody could read Confluent's registry", () => {
  assert.throws(
    () => requireSink("connect", env(CLOUD)),
    (error) =>
      error instanceof TindahanError && error.code === "BAD_CALL" && /CONNECT_URL/.test(error.remedy),
  );
});

Deno.test("requireSink() is content with our own registry, a named worker, and the other sinks", () => {
  requireSink("connect", env({}));
  requireSink("connect", env({ SCHEMA_REGISTRY_URL: "https://registry.example/apis/ccompat/v7" }));
  requireSink("connect", env({ ...CLOUD, CONNECT_URL: "http://127.0.0.1:8083" }));
  requireSink("direct", env(CLOUD));
  requireSink("managed", env(CLOUD));
});
