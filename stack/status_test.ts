import assert from "node:assert/strict";
import { type ServerStatus, statusLines } from "./status.ts";

const STATUSES: readonly ServerStatus[] = [
  {
    server: "kafka",
    state: "running",
    connection: "127.0.0.1:29090",
    log: "/l/kafka.log",
    group: 41,
    starter: 7,
  },
  {
    server: "registry",
    state: "remote",
    connection: "https://registry",
    log: null,
    group: null,
    starter: null,
  },
  {
    server: "connect",
    state: "stopped",
    connection: null,
    log: "/l/connect.log",
    group: null,
    starter: null,
  },
  {
    server: "postgres",
    state: "running",
    connection: "postgres://a:b@h:5/d",
    log: "/l/pg.log",
    group: 42,
    starter: null,
  },
];

Deno.test("statusLines() shows state, address and log of each server, and who will stop it", () => {
  assert.deepEqual(statusLines(STATUSES), [
    "kafka     running until process 7 ends  127.0.0.1:29090     /l/kafka.log",
    "registry  remote                        https://registry    -",
    "connect   stopped                       -                   /l/connect.log",
    "postgres  running                       postgres://a@h:5/d  /l/pg.log",
  ]);
});
