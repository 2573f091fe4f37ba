import assert from "node:assert/strict";
import { ranOutOfSpace, rootCause } from "./log_tail.ts";

Deno.test("rootCause() prefers the error to what follows it, and skips stack frames", () => {
  const log = [
    "2026-11-23 20:00:00,001 INFO KafkaServer starting",
    "2026-11-23 20:00:00,002 ERROR KafkaServer Exiting Kafka due to fatal exception",
    "java.net.BindException: Address already in use",
    "\tat java.base/sun.nio.ch.Net.bind0(Native Method)",
    "\t... 12 more",
    "2026-11-23 20:00:00,003 INFO KafkaServer shut down",
  ].join("\n");
  assert.equal(rootCause(log), "java.net.BindException: Address already in use");
});

Deno.test("rootCause() is the innermost cause, whatever the program says after it", () => {
  const log = [
    "2026-11-23 20:00:00 ERROR Application: Failed to start application",
    "java.lang.RuntimeException: Failed to start quarkus",
    "\tat io.quarkus.Application.start(Application.java:1)",
    "Caused by: io.apicurio.StorageException: cannot initialise",
    "\t... 9 more",
    "Caused by: java.sql.SQLException: Acquisition timeout while waiting for new connection",
    "\tat io.agroal.Pool.getConnection(Pool.java:1)",
    "2026-11-23 20:00:01 ERROR Application: the application ended",
  ].join("\n");
  assert.equal(rootCause(log), "java.sql.SQLException: Acquisition timeout while waiting for new connection");
});

Deno.test("rootCause() is the last line where nothing looks like an error", () => {
  assert.equal(rootCause("one\ntwo\n\n------\n"), "two");
});

Deno.test("rootCause() passes over errors that the server survived", () => {
  const calm = Array.from({ length: 40 }, (_, index) => `INFO ${index}`);
  assert.equal(rootCause(["ERROR long ago", ...calm].join("\n")), "INFO 39");
});

Deno.test("rootCause() has nothing to say about an empty log, and cuts an endless line", () => {
  assert.equal(rootCause("\n \n"), undefined);
  assert.equal(rootCause("x".repeat(5000))?.length, 301);
});

Deno.test("ranOutOfSpace() knows Java's and PostgreSQL's words for it", () => {
  assert.equal(ranOutOfSpace("java.io.IOException: No space left on device"), true);
  assert.equal(ranOutOfSpace("FATAL:  could not write: Disk quota exceeded"), true);
  assert.equal(ranOutOfSpace("INFO all is well"), false);
});
