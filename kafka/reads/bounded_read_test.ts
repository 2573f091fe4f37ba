import assert from "node:assert/strict";
import { kafkaError, puppet } from "../../tests/puppet_kafka.ts";
import { readRanges } from "./bounded_read.ts";

const RANGE = { topic: "world", partition: 0, start: 3n, end: 7n };

function reading(onRecord: (value: string) => void = () => {}, signal?: AbortSignal) {
  const client = puppet();
  const ended = readRanges(client.kafka, [RANGE], (records) => {
    for (const { value } of records) onRecord(String(value));
    return Promise.resolve();
  }, signal);
  ended.catch(() => {});
  return { ...client, ended };
}

Deno.test("readRanges() passes on what lies in the range, and ends at its end", async () => {
  const read: string[] = [];
  const { ended, running, join, records, sought } = reading((value) => read.push(value));
  await running();
  join();
  await records(2, 3, 4);
  await records(5, 6, 7);
  await ended;
  assert.deepEqual([sought, read], [["3"], ["3", "4", "5", "6"]]);
});

Deno.test("readRanges() goes on behind what it passed on when the group was still loading", async () => {
  const read: string[] = [];
  const { ended, running, join, records, crash, sought } = reading((value) => read.push(value));
  await running();
  join();
  await records(3, 4);
  await crash(kafkaError("KafkaJSProtocolError", { type: "GROUP_LOAD_IN_PROGRESS" }));
  await running();
  join();
  await records(5, 6);
  await ended;
  assert.deepEqual([sought, read], [["3", "5"], ["3", "4", "5", "6"]]);
});

Deno.test("readRanges() ends with what the reader of the records threw, and passes on nothing twice", async () => {
  let calls = 0;
  const { ended, running, join, records } = reading(() => {
    calls++;
    // A server that is away, which a loop of its own would try again.
    throw kafkaError("KafkaJSConnectionError");
  });
  await running();
  join();
  await records(3, 4);
  await assert.rejects(ended, /gone/);
  assert.equal(calls, 1);
});

Deno.test("readRanges() ends with the signal's reason", async () => {
  const stop = new AbortController();
  const { ended, running } = reading(() => {}, stop.signal);
  await running();
  stop.abort(new Error("Ctrl-C"));
  await assert.rejects(ended, /Ctrl-C/);
});
