import assert from "node:assert/strict";
import { databaseAt } from "../lib/settings/database_address.ts";
import { TindahanError } from "../orders/errors.ts";
import { explainServerError } from "./explain_server_error.ts";

const SERVERS = {
  kafka: { brokers: ["broker:9092"], ssl: false },
  database: databaseAt("postgres://u@db:5432/d"),
};
const refused = (name: string) =>
  Object.assign(new Error("connect ECONNREFUSED"), { name, code: "ECONNREFUSED" });

Deno.test("explainServerError() takes no broker for the database, and no database for a broker", () => {
  for (
    const [name, server] of [["KafkaJSConnectionError", /Kafka at broker/], [
      "Error",
      /PostgreSQL at db/,
    ]] as const
  ) {
    const explained = explainServerError(refused(name), SERVERS);
    assert.ok(explained instanceof TindahanError && explained.code === "UNREACHABLE");
    assert.match(explained.message, server);
  }
});
