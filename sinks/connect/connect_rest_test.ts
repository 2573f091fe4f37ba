import assert from "node:assert/strict";
import { causeIn, failureDetector, RESTART_MS, statusOf } from "./connect_rest.ts";

const TRACE =
  `org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.
\tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:636)
Caused by: org.apache.kafka.connect.errors.ConnectException: JDBC sink connector failure
\tat io.debezium.connector.jdbc.JdbcSinkConnectorTask.put(JdbcSinkConnectorTask.java:103)
\t... 10 more
Caused by: org.postgresql.util.PSQLException: ERROR: relation "order_info" does not exist
\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)
`;

Deno.test("causeIn() gives the innermost reason of a trace in one line", () => {
  assert.equal(causeIn(TRACE), `ERROR: relation "order_info" does not exist`);
  assert.equal(causeIn("java.lang.IllegalStateException: no\n\tat x.Y"), "no");
  assert.equal(causeIn(""), "");
});

Deno.test("statusOf() says RUNNING only when the connector and all its tasks run", () => {
  const connector = { state: "RUNNING" }, running = { id: 0, state: "RUNNING" };
  assert.equal(statusOf({ connector, tasks: [running] }).state, "RUNNING");
  assert.equal(statusOf({ connector, tasks: [] }).state, "UNASSIGNED");
  assert.equal(statusOf({ connector, tasks: [running, { state: "UNASSIGNED" }] }).state, "UNASSIGNED");
  assert.equal(statusOf({ connector: { state: "PAUSED" }, tasks: [] }).state, "PAUSED");
  assert.equal(statusOf({}).state, "UNASSIGNED");
});

Deno.test("statusOf() names the reason of a failed task", () => {
  const tasks = [{ state: "RUNNING" }, { state: "FAILED", trace: TRACE }];
  assert.deepEqual(statusOf({ connector: { state: "RUNNING" }, tasks }), {
    state: "FAILED",
    problem: `ERROR: relation "order_info" does not exist`,
  });
  assert.deepEqual(statusOf({ connector: { state: "FAILED" }, tasks: [] }), {
    state: "FAILED",
    problem: "no reason given",
  });
});

Deno.test("failureDetector() takes the status from before a restart for no second failure", () => {
  const isNew = failureDetector();
  assert.equal(isNew("FAILED", 0), true);
  for (const now of [200, 400, 3000]) assert.equal(isNew("FAILED", now), false);
  assert.equal(isNew("RESTARTING", 3200), false);
  assert.equal(isNew("FAILED", 3400), true);
  assert.equal(isNew("FAILED", 3600), false);
});

Deno.test("failureDetector() takes a failure that outlasts every restart for a new one", () => {
  const isNew = failureDetector();
  isNew("FAILED", 0);
  // The restart itself may have waited for a rebalance: the time runs from the first look after it.
  assert.equal(isNew("FAILED", 2 * RESTART_MS), false);
  assert.equal(isNew("FAILED", 3 * RESTART_MS - 1), false);
  assert.equal(isNew("FAILED", 3 * RESTART_MS), true);
  assert.equal(isNew("FAILED", 4 * RESTART_MS), false);
});

Deno.test("failureDetector() learns nothing from a worker that does not know the connector yet", () => {
  const isNew = failureDetector();
  assert.deepEqual(["FAILED", "MISSING", "FAILED"].map((state, look) => isNew(state, look)), [
    true,
    false,
    false,
  ]);
});
