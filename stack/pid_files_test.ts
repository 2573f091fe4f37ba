import assert from "node:assert/strict";
import { parsePidFile, type PidFile } from "./pid_files.ts";

const RECORD: PidFile = {
  server: "kafka",
  process: { pid: 41, started: "8812345" },
  starter: null,
  address: "127.0.0.1:29090",
  port: 29090,
  log: "/data/logs/kafka.log",
};

Deno.test("parsePidFile() reads what was written", () => {
  assert.deepEqual(parsePidFile(JSON.stringify(RECORD)), RECORD);
});

Deno.test("parsePidFile() takes a damaged or foreign record for none", () => {
  const { process: _, ...withoutProcess } = RECORD;
  const damaged = [
    "",
    "{",
    "null",
    "41",
    JSON.stringify(withoutProcess),
    JSON.stringify({ ...RECORD, server: "mysql" }),
  ];
  for (const text of damaged) assert.equal(parsePidFile(text), undefined, text);
});
