import assert from "node:assert/strict";
import { lastMeaningfulLine, ranOutOfSpace } from "./log_tail.ts";

Deno.test("lastMeaningfulLine() prefers the error to what follows it, and skips stack frames", () => {
  const log = [
    "2026-11-23 20:00:00,001 INFO KafkaServer starting",
    "2026-11-23 20:00:00,002 ERROR KafkaServer Exiting Kafka due to fatal exception",
    "java.net.BindException: Address already in use",
    "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
    "\t... 12 more",
    "2026-11-23 20:00:00,003 INFO KafkaServer shut down",
  ].join("\n");
  assert.equal(lastMeaningfulLine(log), "java.net.BindException: Address already in use");
});

Deno.test("lastMeaningfulLine() is the last line where nothing looks like an error", () => {
  assert.equal(lastMeaningfulLine("one\ntwo\n\n------\n"), "two");
});

Deno.test("lastMeaningfulLine() passes over errors that the server survived", () => {
  const calm = Array.from({ length: 40 }, (_, index) => `INFO ${index}`);
  assert.equal(lastMeaningfulLine(["ERROR long ago", ...calm].join("\n")), "INFO 39");
});

Deno.test("lastMeaningfulLine() has nothing to say about an empty log, and cuts an endless line", () => {
  assert.equal(lastMeaningfulLine("\n \n"), undefined);
  assert.equal(lastMeaningfulLine("x".repeat(5000))?.length, 301);
});

Deno.test("ranOutOfSpace() knows Java's and PostgreSQL's words for it", () => {
  assert.equal(ranOutOfSpace("java.io.IOException: No space left on device"), true);
  assert.equal(ranOutOfSpace("FATAL:  could not write: Disk quota exceeded"), true);
  assert.equal(ranOutOfSpace("INFO all is well"), false);
});
