import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { demandSink } from "./require_sink.ts";

const env = (values: Readonly<Record<string, string>>) => ({ get: (name: string) => values[name] });
const CLOUD = { SCHEMA_REGISTRY_URL: "https://psrc-1.confluent.cloud" };

Deno.test("demandSink() refuses Connect where nobody could read Confluent's registry", () => {
  assert.throws(
    () => demandSink("connect", env(CLOUD)),
    (error) =>
      error instanceof TindahanError && error.code === "BAD_CALL" && /CONNECT_URL/.test(error.remedy),
  );
});

Deno.test("demandSink() is content with our own registry, a named worker, and the other sinks", () => {
  demandSink("connect", env({}));
  demandSink("connect", env({ SCHEMA_REGISTRY_URL: "https://registry.example/apis/ccompat/v7" }));
  demandSink("connect", env({ ...CLOUD, CONNECT_URL: "http://127.0.0.1:8083" }));
  demandSink("direct", env(CLOUD));
  demandSink("managed", env(CLOUD));
});
