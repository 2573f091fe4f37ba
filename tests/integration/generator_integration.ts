/** The shop on a real broker: killed, stopped, doubled, asked for another world. Empties the topics. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Kafka, type Producer, type ProducerConfig } from "kafkajs";
import { required } from "../../lib/settings/addresses.ts";
import { kafkaAddress } from "../../lib/settings/kafka_address.ts";
import { liveWindow } from "../../generator/live_window.ts";
import { type KafkaShop, sellOnKafka } from "../../generator/kafka_shop.ts";
import { sell } from "../../generator/sales.ts";
import { readEnds, withAdmin } from "../../kafka/client/admin.ts";
import { deleteTopics, ensureTopics } from "../../kafka/topics/topics.ts";
import { readWorld } from "../../kafka/topics/world_topic.ts";
import { ORDER_TOPICS, WORLD_TOPIC } from "../../orders/topics.ts";
import { SAMPLE_WORLD } from "../sample_orders.ts";
import { kafka, readAll, registryServer, until } from "./exactly_once_harness.ts";

/** Enough for some transactions, part history and part live. */
const ORDERS = 40_000;
const WORLD = ["--seed", "11", "--now", "2026-01-01", "--orders", String(ORDERS)];
const FAST = ["--live-rate", "max"];

interface Generator extends AsyncDisposable {
  kill(signal: Deno.Signal): void;
  readonly ended: Promise<{ code: number; said: string; bytes: Buffer }>;
}

/** Starts the generator by itself: a task would stand between the test's signals and it. None outlives its test. */
function startGenerator(args: readonly string[]): Generator {
  const script = import.meta.resolve("../../tasks/generate.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", script, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const outputs = [new Response(child.stdout).arrayBuffer(), new Response(child.stderr).text()] as const;
  let over = false;
  const ended = Promise.all([child.status, ...outputs]).then(([{ code }, bytes, said]) => {
    over = true;
    return { code, said, bytes: Buffer.from(bytes) };
  });
  return {
    kill: (signal) => child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      if (!over) child.kill("SIGKILL");
      await ended;
    },
  };
}

async function runGenerator(args: readonly string[]): Promise<{ code: number; said: string; bytes: Buffer }> {
  await using generator = startGenerator(args);
  return await generator.ended;
}

async function toKafka(args: readonly string[]): Promise<{ code: number; said: string }> {
  return await runGenerator(["--to", "kafka", ...args]);
}

/** Orders sold so far, as the committed position says; 0 before there is one. */
async function sold(): Promise<number> {
  return (await readWorld(kafka)).position?.orders ?? 0;
}

/** Every order of the topics as the line that `--to ndjson` would print, in order of order id. */
async function linesInTopics(): Promise<string> {
  const lines: [number, string][] = [];
  for (const topic of ORDER_TOPICS) {
    for (const { key, value } of await readAll(topic)) {
      lines.push([Number(key), `{"topic":"${topic}","key":"${key}","value":${value!.subarray(5)}}\n`]);
    }
  }
  return lines.sort(([a], [b]) => a - b).map(([, line]) => line).join("");
}

async function assertSameWorld(args: readonly string[], orders: number): Promise<void> {
  const { bytes } = await runGenerator(args);
  const lines = await linesInTopics();
  assert.equal(lines.split("\n").length - 1, orders, "as many orders as were asked for, each once");
  assert.ok(bytes.toString() === lines, "the topics hold the lines of --to ndjson, byte by byte");
  const { position } = await readWorld(kafka);
  assert.equal(position?.orders, orders);
  const counted = ORDER_TOPICS.reduce((sum, topic) => sum + (position.counts[topic] ?? 0), 0);
  assert.equal(counted, orders, "the running counts lose and double nothing");
}

/** Stops a generator as soon as it has sold more; a look at what is sold takes long enough to sell everything. */
async function freezeBehind(generator: Generator, before: number): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const logEnd = async () => (await readEnds(admin, WORLD_TOPIC))[0]?.high ?? 0n;
    let seen = await logEnd();
    await until("orders were sold", async () => {
      if (await logEnd() === seen) return false;
      generator.kill("SIGSTOP");
      seen = await logEnd();
      // It may have been no more than the marker of what the round before left open.
      if (await sold() > before) return true;
      generator.kill("SIGCONT");
      return false;
    });
  });
}

Deno.test("kill -9 in mid-run, three times, then a last start: every order once, none lost", async () => {
  await deleteTopics(kafka);
  await ensureTopics(kafka);
  for (let round = 1; round <= 3; round++) {
    const before = await sold();
    await using generator = startGenerator(["--to", "kafka", ...WORLD, ...FAST]);
    await freezeBehind(generator, before);
    generator.kill("SIGKILL");
    await generator.ended;
    const now = await sold();
    assert.ok(now > before && now < ORDERS, `round ${round} was killed in mid-run, at ${now}`);
  }
  const { code, said } = await toKafka([...WORLD, ...FAST]);
  assert.equal(code, 0, said);
  await assertSameWorld([...WORLD, ...FAST], ORDERS);
});

Deno.test("a finished world has nothing more to sell, and another one is refused before it disturbs anybody", async () => {
  const again = await toKafka([...WORLD, ...FAST]);
  assert.equal(again.code, 0, again.said);
  assert.equal(await sold(), ORDERS);
  for (
    const [flag, value] of [["--seed", "12"], ["--now", "2026-01-02"], ["--scale", "2"], [
      "--from",
      "2021-03-13",
    ]]
  ) {
    const { code, said } = await toKafka(["--no-live", flag!, value!]);
    assert.equal(code, 2, said);
    assert.match(said, /^error the topics hold a world with --\w+ .*--fresh.*\[OTHER_WORLD\]\n$/);
    assert.equal(said.split("\n").length, 2, "one line");
  }
});

Deno.test("SIGTERM in the live shop commits what is under way and exits 0; the next start goes on behind it", async () => {
  await deleteTopics(kafka);
  const world = ["--seed", "12", "--now", "2021-03-20"];
  await using generator = startGenerator(["--to", "kafka", ...world, "--live-rate", "200"]);
  await until("the topics are there", () => sold().then(() => true, () => false));
  await until("live orders were sold", async () => await sold() > 300);
  generator.kill("SIGTERM");
  const { code: codeAtStop, said: saidAtStop } = await generator.ended;
  assert.equal(codeAtStop, 0, saidAtStop);
  const stopped = await sold();
  const { code, said } = await toKafka(["--orders", String(stopped + 500), "--live-rate", "1000"]);
  assert.equal(code, 0, said);
  await assertSameWorld([...world, "--orders", String(stopped + 500), ...FAST], stopped + 500);
});

Deno.test("of two generators in one world exactly one gives way, and no order is lost or doubled", async () => {
  await deleteTopics(kafka);
  const world = ["--seed", "13", "--now", "2021-03-20"];
  await using first = startGenerator(["--to", "kafka", ...world, "--live-rate", "50"]);
  await until("the topics are there", () => sold().then(() => true, () => false));
  await until("orders were sold", async () => await sold() > 150);
  await using second = startGenerator(["--to", "kafka", ...world, "--live-rate", "50"]);
  const loser = await Promise.race([first, second].map((run) => run.ended.then(() => run)));
  const { code, said } = await loser.ended;
  assert.equal(code, 1);
  assert.match(said, /another generator sells in the same world.*\[SERVICE_FAILED\]/);
  const winner = loser === first ? second : first;
  const before = await sold();
  await until("the other one goes on", async () => await sold() > before);
  winner.kill("SIGTERM");
  const { code: winnersCode, said: winnersWords } = await winner.ended;
  assert.equal(winnersCode, 0, winnersWords);
  const last = await sold();
  await assertSameWorld([...world, "--orders", String(last), ...FAST], last);
});

/** Loses the connections of so many new producers, from when it is told to. */
function faultyProducers(faults: number): { begin(): void; readonly left: () => number } & Disposable {
  const real = Kafka.prototype.producer;
  let begun = false;
  Kafka.prototype.producer = function (this: Kafka, config?: ProducerConfig): Producer {
    const producer = real.call(this, config);
    if (!begun || faults === 0) return producer;
    faults--;
    const lost = Object.assign(new Error("lost on purpose"), { name: "KafkaJSConnectionError" });
    return { ...producer, connect: () => Promise.reject(lost) };
  };
  return {
    begin() {
      begun = true;
    },
    left: () => faults,
    [Symbol.dispose]() {
      Kafka.prototype.producer = real;
    },
  };
}

const CLOCK = { now: () => performance.now(), sleep: () => Promise.resolve() };

for (const interrupted of [false, true]) {
  const name = interrupted ? "after Ctrl-C" : "when all is sold";
  Deno.test(`a connection that is lost ${name} lets the shop settle again, and sell no more`, async () => {
    await deleteTopics(kafka);
    using producers = faultyProducers(3);
    const stop = new AbortController();
    const troubles: string[] = [];
    let starts = 0;
    const shop: KafkaShop = {
      kafka: required(kafkaAddress(Deno.env), "Kafka", "KAFKA_BROKERS"),
      registry: registryServer,
      settleWorld: (stored) => stored ?? SAMPLE_WORLD,
      // Each start would sell 500 more, as `--live-for` sells for so long.
      async *blocksAfter(sold, world, schemaIds) {
        starts++;
        const live = { rate: "max", duration: Infinity } as const;
        const plan = { world, sold, orders: sold + 500, live, workers: 1 };
        yield* sell(plan, { form: "values", schemaIds }, CLOCK, stop.signal);
        if (interrupted) stop.abort();
        producers.begin();
      },
      signal: stop.signal,
      onBlock: () => {},
      onTrouble: (reason) => troubles.push(reason),
    };
    await sellOnKafka(shop);
    assert.equal(producers.left(), 0, "every connection was lost that was to be");
    assert.equal(starts, 1);
    assert.equal(await sold(), 500);
    assert.equal(troubles.length, 1, "told once");
  });
}

Deno.test("--live-for is one stretch of time, though the shop has to start over in the middle of it", async () => {
  let now = 0;
  const clock = {
    now: () => now,
    sleep(milliseconds: number) {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const live = liveWindow(10, 10_000, clock);
  const stop = new AbortController();
  const world = { ...SAMPLE_WORLD, now: SAMPLE_WORLD.from };
  let sold = 0;
  const start = () =>
    sell({ world, sold, orders: Infinity, live, workers: 1 }, { form: "lines" }, clock, stop.signal);
  // History takes its time, which is none of the live shop's.
  now = 60_000;
  for await (const block of start()) {
    sold += block.ends.length;
    if (sold >= 50) break;
  }
  for await (const block of start()) sold += block.ends.length;
  assert.ok(sold >= 95 && sold <= 101, `${sold} orders in 10 s, 10 a second`);
});
