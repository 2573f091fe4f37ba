import assert from "node:assert/strict";
import { command } from "../lib/command_line/command.ts";
import { TindahanError } from "../orders/errors.ts";
import { parseLocal } from "../orders/local_time.ts";
import { addPipelineOptions } from "./options.ts";
import { requireRunnable } from "./require_runnable.ts";

const PRESENT = parseLocal("2026-11-23")!;
const CLOUD = { SCHEMA_REGISTRY_URL: "https://psrc-1.confluent.cloud" };

function judge(line: string, settings: Readonly<Record<string, string>> = {}): void {
  const program = addPipelineOptions(command("deno task pipeline", "", [["", ""]]));
  const args = line.split(" ").filter((word) => word !== "");
  const options = program.parse(args, { from: "user" }).opts() as Parameters<typeof requireRunnable>[0];
  requireRunnable(options, { get: (name) => settings[name] }, PRESENT);
}

for (
  const [line, settings, message] of [
    ["--now 2020-01-01", {}, /--now 2020-01-01T00:00:00 is before --from 2021-03-14/],
    ["--from 2027-01-01", {}, /is before --from 2027-01-01/],
    ["", { KAFKA_BROKERS: "broker" }, /KAFKA_BROKERS holds 'broker'/],
    ["", { SCHEMA_REGISTRY_URL: "registry:8081" }, /SCHEMA_REGISTRY_URL is 'registry:8081'/],
    ["", { DATABASE_URL: "mysql://h/d" }, /DATABASE_URL/],
    ["", { KSQLDB_URL: "ksqldb:8088" }, /KSQLDB_URL is 'ksqldb:8088'/],
    ["--splice ksqldb", {}, /ksqlDB/],
    ["", { CONNECT_URL: "connect:8083" }, /CONNECT_URL is 'connect:8083'/],
    ["--sink direct --fresh", { CONNECT_URL: "connect:8083" }, /CONNECT_URL is 'connect:8083'/],
    ["--sink connect", CLOUD, /cannot read from the schema registry at https:\/\/psrc-1/],
  ] as const
) {
  Deno.test(`requireRunnable() refuses '${line}' with ${JSON.stringify(settings)}`, () => {
    assert.throws(
      () => judge(line, settings),
      (error) => error instanceof TindahanError && error.exitCode === 2 && message.test(error.message),
    );
  });
}

Deno.test("requireRunnable() passes over the settings of parts that the run does not use", () => {
  judge("--sink direct", { CONNECT_URL: "connect:8083" });
});

Deno.test("requireRunnable() is content with our own registry, a named worker, and the other sinks", () => {
  judge("");
  judge("--sink connect", { SCHEMA_REGISTRY_URL: "https://registry.example/apis/ccompat/v7" });
  judge("--sink connect", { ...CLOUD, CONNECT_URL: "http://127.0.0.1:8083" });
  judge("--sink direct", CLOUD);
  judge("--sink managed", CLOUD);
});
