import assert from "node:assert/strict";
import type { LogEntry } from "kafkajs";
import { logLine } from "./log.ts";

function entry(message: string, more: Record<string, unknown> = {}): LogEntry {
  const log = { timestamp: "2026-11-23T09:00:00.000Z", message, ...more };
  return { namespace: "Consumer", level: 2, label: "WARN", log };
}

Deno.test("logLine() makes one line of an entry, with the error and the broker", () => {
  const line = logLine(
    entry("Response Fetch", { error: "The server\nis tired", broker: "a:9092", stack: "at …" }),
  );
  assert.equal(
    line,
    "2026-11-23T09:00:00.000Z WARN kafka Consumer: Response Fetch: The server is tired (a:9092)",
  );
});

Deno.test("logLine() says nothing of what brokers answer in the course of things", () => {
  const busy =
    "The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing";
  assert.equal(logLine(entry(busy)), undefined);
  assert.equal(
    logLine(entry("Response JoinGroup", { error: "The group is rebalancing, so a rejoin is needed" })),
    undefined,
  );
});
