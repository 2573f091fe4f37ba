/** The whole pipeline as a user runs it, on the real servers that the environment names. */
import { databaseAt } from "../../lib/settings/database_address.ts";
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { required } from "../../lib/settings/addresses.ts";
import { connectAddress } from "../../lib/settings/http_addresses.ts";
import { kafkaAddress } from "../../lib/settings/kafka_address.ts";
import { withAdmin } from "../../kafka/client/admin.ts";
import { withKafka } from "../../kafka/client/client.ts";
import type { Snapshot } from "../../pipeline/snapshot.ts";
import { poll } from "../../pipeline/poller.ts";
import { connectSinkState, deleteConnectors } from "../../sinks/connect/connect_sink.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { assertInvariants } from "./invariants.ts";
import { processesOf, runTask, startTask } from "./pipeline_process.ts";
import { storedOrders, tableTexts } from "./table_texts.ts";
import { freePortBase } from "./free_ports.ts";

const servers = {
  brokers: Deno.env.get("KAFKA_BROKERS")!.split(","),
  databaseUrl: Deno.env.get("DATABASE_URL")!,
};
const NOW = "2026-11-23T00:00:00";
/** A small world in which every order is a live one, so that all of them pass all services. */
const ALL_LIVE = ["--seed", "5", "--now", "2021-03-14T09:00:00", "--live-rate", "max"];

function ordersIn(printed: string): number {
  const orders = /done in .*: ([\d,]+) orders/.exec(printed)?.[1];
  assert.ok(orders, `a summary was printed:\n${printed}`);
  return Number(orders.replaceAll(",", ""));
}

async function pipeline(...args: string[]): Promise<number> {
  const { code, printed } = await runTask("pipeline", args, {});
  assert.equal(code, 0, printed);
  return ordersIn(printed);
}

Deno.test("a full history drains into PostgreSQL, and Connect and the direct sink leave equal tables", async () => {
  const world = ["--fresh", "--no-live", "--seed", "1", "--now", NOW];
  const orders = await pipeline(...world, "--sink", "connect");
  assert.ok(orders >= 27_000 && orders <= 34_000, `${orders} orders are what the model sells`);
  await assertInvariants(servers, orders);
  const byConnect = await tableTexts(servers.databaseUrl);
  assert.equal(await pipeline(...world, "--sink", "direct"), orders);
  await assertInvariants(servers, orders);
  assert.deepEqual(await tableTexts(servers.databaseUrl), byConnect);
});

Deno.test("rows that connectors elsewhere store are waited for", async () => {
  const world = ["--no-live", "--seed", "1", "--now", NOW];
  await pipeline("--fresh", ...world, "--orders", "100", "--sink", "connect");
  assert.equal(await pipeline(...world, "--orders", "600", "--sink", "managed"), 600);
  await assertInvariants(servers, 600);
});

Deno.test("kill -9 of the shop and of every service, then a second start, ends in the tables of a calm run", async () => {
  assert.equal(await pipeline("--fresh", ...ALL_LIVE, "--orders", "9000", "--sink", "direct"), 9000);
  const calm = await tableTexts(servers.databaseUrl);
  await pipeline("--fresh", ...ALL_LIVE, "--orders", "1", "--sink", "direct");
  await killInMidRun(["tasks/generate.ts", "tasks/payment.ts"], 3000);
  await killInMidRun(["tasks/shipping.ts", "tasks/splice.ts"], 6000);
  await killInMidRun(["tasks/delivery.ts", "tasks/sink.ts"], 9000);
  assert.equal(await pipeline(...ALL_LIVE, "--orders", "9000", "--sink", "direct"), 9000);
  await assertInvariants(servers, 9000);
  assert.deepEqual(await tableTexts(servers.databaseUrl), calm);
});

/** Starts the pipeline, kills services while orders flow through all of them, and waits for the pipeline to say so. */
async function killInMidRun(scripts: string[], orders: number): Promise<void> {
  const id = crypto.randomUUID();
  const args = ["--seed", "5", "--orders", String(orders), "--live-rate", "400", "--think-time", "none"];
  const before = await storedOrders(servers.databaseUrl);
  const run = startTask("pipeline", [...args, "--sink", "direct"], { TINDAHAN_TEST: id });
  let over = false;
  run.ended.then(() => over = true);
  while (!over && await storedOrders(servers.databaseUrl) <= before) await delay(20);
  const victims = scripts.flatMap((script) => processesOf(script, `TINDAHAN_TEST=${id}`));
  assert.equal(victims.length, scripts.length, run.printed());
  for (const pid of victims) Deno.kill(pid, "SIGKILL");
  const { code, printed } = await run.ended;
  assert.equal(code, 1, printed);
  assert.match(printed, /SERVICE_FAILED/);
  assert.deepEqual(
    SCRIPTS.flatMap((script) => processesOf(script, `TINDAHAN_TEST=${id}`)),
    [],
    "nothing is left running",
  );
}

const SCRIPTS = [
  "tasks/generate.ts",
  "tasks/payment.ts",
  "tasks/shipping.ts",
  "tasks/delivery.ts",
  "tasks/splice.ts",
  "tasks/sink.ts",
];

Deno.test("Ctrl-C drains a live run, and the next run continues the same world", async () => {
  const run = startTask("pipeline", [
    "--fresh",
    "--seed",
    "3",
    "--from",
    "2026-11-01",
    "--now",
    NOW,
    "--live-rate",
    "50",
  ], {});
  await run.printing(/ live /);
  run.kill("SIGINT");
  const { code, printed } = await run.ended;
  assert.equal(code, 0, printed);
  const first = ordersIn(printed);
  await assertInvariants(servers, first);
  const second = await pipeline("--live-for", "3s", "--live-rate", "50");
  assert.ok(second > first, `${second} orders after ${first}`);
  await assertInvariants(servers, second);
});

const connect = required(connectAddress(Deno.env), "Kafka Connect", "CONNECT_URL");

/** Each interrupts a run before a service has done anything: while it is set up, and when its last service begins. */
const EARLY: readonly [string, string, (mark: string) => Promise<boolean>][] = [
  [
    "the connectors are set up",
    "connect",
    async () => Object.values(await connectSinkState(connect)).some(({ state }) => state !== "MISSING"),
  ],
  [
    "the shop's process begins",
    "direct",
    (mark) => Promise.resolve(processesOf("tasks/generate.ts", mark).length > 0),
  ],
];

for (const [moment, sink, reached] of EARLY) {
  Deno.test(`Ctrl-C while ${moment} ends in order, with what the world holds`, async () => {
    await pipeline("--fresh", ...ALL_LIVE, "--orders", "20", "--sink", "direct");
    await deleteConnectors(connect);
    const id = crypto.randomUUID(), mark = `TINDAHAN_TEST=${id}`;
    const run = startTask("pipeline", ["--seed", "5", "--live-rate", "5", "--sink", sink], {
      TINDAHAN_TEST: id,
    });
    let over = false;
    run.ended.then(() => over = true);
    while (!over && !await reached(mark)) await delay(5);
    run.kill("SIGINT");
    const { code, printed } = await run.ended;
    assert.equal(code, 0, printed);
    assert.doesNotMatch(printed, /^error /m);
    assert.ok(ordersIn(printed) >= 20, printed);
    assert.deepEqual(SCRIPTS.flatMap((script) => processesOf(script, mark)), [], "nothing is left running");
  });
}

Deno.test("the pipeline goes on polling while a lock holds up its count of rows, and can be ended", async () => {
  await pipeline("--fresh", ...ALL_LIVE, "--orders", "20", "--sink", "direct");
  const address = required(kafkaAddress(Deno.env), "Kafka", "KAFKA_BROKERS");
  const progress = () => Promise.resolve({ lag: 0, counts: {} });
  await withKafka(
    address,
    "test",
    (kafka) =>
      withAdmin(kafka, (admin) =>
        withDatabase(databaseAt(servers.databaseUrl), "test", async (locker) => {
          const stop = new AbortController(), snapshots: Snapshot[] = [];
          const seen = async (rowsAreOld: boolean) => {
            const from = snapshots.length;
            while (!snapshots.slice(from).some((snapshot) => (snapshot.rowsAreOld ?? false) === rowsAreOld)) {
              await delay(20);
            }
          };
          await withDatabase(databaseAt(servers.databaseUrl), "test", async (database) => {
            const polled = { kafka, admin, database, splice: { progress }, sink: { lag: () => 0 } };
            const polling = poll(polled, (snapshot) => void snapshots.push(snapshot), stop.signal);
            await seen(false);
            await locker.query("BEGIN; LOCK TABLE order_info");
            await seen(true);
            await locker.query("COMMIT");
            await seen(false);
            await locker.query("BEGIN; LOCK TABLE order_info");
            await seen(true);
            stop.abort();
            await polling;
          });
          await locker.query("COMMIT");
        })),
  );
});

Deno.test("a world of another seed is refused with what to do about it", async () => {
  await pipeline("--fresh", ...ALL_LIVE, "--orders", "50", "--sink", "direct");
  const { code, printed } = await runTask("pipeline", ["--seed", "6", "--no-live"], {});
  assert.equal(code, 2);
  assert.match(printed, /--seed 5, not 6.*--fresh/);
});

Deno.test("each mistake of a call ends with one line and its exit code", async () => {
  const unused = `127.0.0.1:${freePortBase()}`;
  const wrongPassword = new URL(servers.databaseUrl);
  wrongPassword.password = "wrong";
  const cases: [string[], Record<string, string>, number, RegExp][] = [
    [["--sed", "1"], {}, 2, /--sed.*--seed/],
    [["--now", "2021-02-30"], {}, 2, /'2021-02-30'/],
    [["--fresh", "--now", "2021-01-01"], {}, 2, /--now 2021-01-01T00:00:00 is before --from/],
    [["--live-rate", "-4"], {}, 2, /'-4'/],
    [["--no-live"], { KAFKA_BROKERS: unused }, 1, new RegExp(`${unused}.*\\[UNREACHABLE\\]`)],
    [["--no-live"], { DATABASE_URL: wrongPassword.href }, 1, /refused.*password.*\[ACCESS_DENIED\]/],
    [["--no-live"], { CONNECT_URL: `http://${unused}` }, 1, new RegExp(`${unused}.*\\[UNREACHABLE\\]`)],
  ];
  for (const [args, env, expected, message] of cases) {
    const { code, printed } = await runTask("pipeline", [...args, "--seed", "5"], env);
    assert.equal(code, expected, `${args}: ${printed}`);
    assert.match(printed, message);
    assert.doesNotMatch(printed, /^\s+at /m, "no stack trace");
  }
});
