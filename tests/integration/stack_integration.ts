/** The local servers as a user meets them: each test has a data folder and ports of its own. */
import assert from "node:assert/strict";
import { type Admin, Kafka, logLevel } from "kafkajs";
import { Client } from "pg";
import { databasePassword } from "../../stack/postgres.ts";
import { dataFolderOf } from "../../lib/files/data_folder.ts";
import { isFree } from "../../lib/processes/ports.ts";
import { startTimes } from "../../lib/processes/processes.ts";
import { removePidFile, runningServers, writePidFile } from "../../stack/pid_files.ts";
import { portsOf, type ServerName, SERVERS } from "../../stack/servers.ts";
import { type RunningStack, startStack } from "../../stack/stack.ts";
import { statusOf } from "../../stack/status.ts";
import { wipeData } from "../../stack/wipe.ts";
import { freePortBase } from "./free_ports.ts";

const STACK = new URL("../../tasks/stack.ts", import.meta.url);
/** What a process needs besides: nothing of it names a server. */
const PASSED_ON = ["PATH", "HOME", "DENO_DIR", "JAVA_HOME"];

type TestEnvironment = Map<string, string>;
/** A folder may be called so, and each of these characters means something to a URL, a shell, Java or PostgreSQL. */
const AWKWARD = "#1 ñ?%20'\"a;b:c,d&$HOME[f]*";
/** What a test started: stopped at its end, also where it fails halfway. */
const started: RunningStack[] = [];

/** Runs a test in an environment that names no server, with a data folder that is gone afterwards. */
async function inOwnFolder(
  test: (env: TestEnvironment) => Promise<void>,
  mode = 0o755,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-stack-" });
  await Deno.chmod(folder, mode);
  const env = new Map(PASSED_ON.map((name) => [name, Deno.env.get(name) ?? ""]));
  env.set("TINDAHAN_DATA", `${folder}/${AWKWARD}/data`).set("TINDAHAN_PORT", String(freePortBase()));
  try {
    await test(env);
  } finally {
    for (const stack of started.splice(0)) await stack.stop();
    await task(env, "down");
    await wipeData(env);
    await Deno.remove(folder, { recursive: true });
  }
}

async function task(env: TestEnvironment, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", STACK.href, ...args],
    clearEnv: true,
    env: { ...Object.fromEntries(env), NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

async function start(env: TestEnvironment, ...needs: ServerName[]): Promise<RunningStack> {
  const stack = await startStack({ env, needs: new Set(needs), keep: false, onProgress: () => {} });
  started.push(stack);
  return stack;
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `still waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function withAdmin<Result>(
  broker: string | undefined,
  job: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new Kafka({ brokers: [broker ?? ""], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await job(admin);
  } finally {
    await admin.disconnect();
  }
}

async function query(address: string | undefined, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

async function json(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: { "content-type": "application/json" } });
  const body: unknown = await response.json();
  assert.ok(response.ok, JSON.stringify(body));
  return body;
}

/** Nothing listens and no process of the folder lives. Fails when a server was left behind. */
async function assertNothingLeft(env: TestEnvironment): Promise<void> {
  const { kafka, controller, registry, connect, postgres } = portsOf(env);
  for (const port of [kafka, controller, registry, connect, postgres]) {
    assert.ok(isFree(port), `port ${port}`);
  }
  assert.equal((await runningServers(dataFolderOf(env))).size, 0);
  await assert.rejects(Deno.stat(dataFolderOf(env).addresses), Deno.errors.NotFound);
}

Deno.test("up, status and down: four real servers in a shell that speaks Turkish, whose data outlives them", () =>
  inOwnFolder(async (env) => {
    // Java takes the language from here even where the system does not have it. In Turkish, `I` has another small letter.
    env.set("LC_ALL", "tr_TR.UTF-8").set("_JAVA_OPTIONS", "-Duser.language=tr -Duser.country=TR");
    const up = await task(env, "up");
    assert.equal(up.code, 0, up.err);

    const statuses: Awaited<ReturnType<typeof statusOf>> = JSON.parse(
      (await task(env, "status", "--json")).out,
    );
    assert.deepEqual(
      statuses.map(({ server, state }) => [server, state]),
      SERVERS.map((server) => [server, "running"]),
    );
    const addresses: Record<string, string> = JSON.parse(
      await Deno.readTextFile(dataFolderOf(env).addresses),
    );
    assert.deepEqual(Object.values(addresses), statuses.map(({ connection }) => connection));
    assert.equal(((await Deno.stat(dataFolderOf(env).addresses)).mode ?? 0) & 0o777, 0o600);

    await withAdmin(
      addresses["KAFKA_BROKERS"],
      (admin) => admin.createTopics({ topics: [{ topic: "kept" }] }),
    );
    const registry = addresses["SCHEMA_REGISTRY_URL"];
    assert.deepEqual(await json(`${registry}/config`), { compatibilityLevel: "BACKWARD" });
    const schema = JSON.stringify({ schema: '"string"' });
    const registered = await json(`${registry}/subjects/kept-value/versions`, {
      method: "POST",
      body: schema,
    });
    assert.deepEqual(await json(`${addresses["CONNECT_URL"]}/connectors`), []);
    await query(addresses["DATABASE_URL"], "CREATE TABLE kept AS SELECT 41 AS n");

    const second = await start(env, ...SERVERS);
    assert.deepEqual([second.environment, second.started], [addresses, []]);
    await second.stop();
    const elsewhere = new Map(env).set("KAFKA_BROKERS", "broker.example:9092");
    await assert.rejects(
      start(elsewhere, "connect"),
      /Kafka Connect runs here for the brokers 127.+not for broker/,
    );
    assert.equal((await task(env, "wipe")).code, 2, "wipe refuses while servers run");

    assert.equal((await task(env, "down")).code, 0);
    await assertNothingLeft(env);

    const again = await start(env, "kafka", "registry", "postgres");
    const topics = await withAdmin(addresses["KAFKA_BROKERS"], (admin) => admin.listTopics());
    assert.ok(topics.includes("kept"), topics.join());
    assert.deepEqual(await json(`${registry}/subjects/kept-value/versions/latest/schema`), "string");
    assert.deepEqual(registered, { id: 1 });
    assert.deepEqual(await query(again.environment["DATABASE_URL"], "SELECT n FROM kept"), [41]);
    await again.stop();
    await assertNothingLeft(env);
  }));

Deno.test("a kill -9 of the starter leaves no process, and the next start finds its way", () =>
  inOwnFolder(async (env) => {
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        new URL("stack_holder.ts", import.meta.url).href,
        "kafka",
        "postgres",
      ],
      clearEnv: true,
      env: Object.fromEntries(env),
      stdout: "piped",
    }).spawn();
    for await (const text of holder.stdout.pipeThrough(new TextDecoderStream())) {
      if (text.includes("ready")) break;
    }
    const data = dataFolderOf(env);
    assert.deepEqual([...(await runningServers(data)).keys()], ["kafka", "postgres"]);
    const held = await task(env, "down");
    assert.deepEqual([held.code, held.err.includes(`process ${holder.pid}`)], [2, true], held.err);

    holder.kill("SIGKILL");
    await holder.status;
    await until(async () => (await runningServers(data)).size === 0, "both servers are gone");
    const { kafka, controller, postgres } = portsOf(env);
    assert.deepEqual([kafka, controller, postgres].map(isFree), [true, true, true]);

    const next = await start(env, "postgres");
    assert.deepEqual(next.started, ["postgres"]);
    await next.stop();
    await assertNothingLeft(env);
  }));

Deno.test("servers that lost starter and supervisor are ended by 'down'", () =>
  inOwnFolder(async (env) => {
    const kept = await startStack({ env, needs: new Set(["postgres"]), keep: true, onProgress: () => {} });
    const supervisor = (await statusOf(env)).find(({ server }) => server === "postgres")?.group;
    assert.ok(supervisor);
    Deno.kill(supervisor, "SIGKILL");
    await until(async () => (await startTimes([supervisor])).size === 0, "the supervisor is gone");
    assert.deepEqual(await query(kept.environment["DATABASE_URL"], "SELECT 1"), [1], "the server lives on");
    assert.equal((await task(env, "down")).code, 0);
    await assertNothingLeft(env);
  }));

Deno.test("a record of a process that is gone, or of another that got its number, is stale", () =>
  inOwnFolder(async (env) => {
    const data = dataFolderOf(env);
    const first = await start(env, "postgres");
    const record = (await runningServers(data)).get("postgres");
    assert.ok(record);
    await first.stop();
    const bystander = new Deno.Command("sleep", { args: ["600"] }).spawn();
    try {
      for (const pid of [record.process.pid, bystander.pid]) {
        await writePidFile(data, { ...record, process: { pid, started: record.process.started } });
        const next = await start(env, "postgres");
        assert.deepEqual(next.started, ["postgres"]);
        await next.stop();
      }
      assert.equal((await startTimes([bystander.pid])).size, 1, "the bystander was left alone");
    } finally {
      bystander.kill();
      await bystander.status;
      await removePidFile(data, "postgres");
    }
  }));

Deno.test("a busy port is named with its server and the way out, and nothing was started", () =>
  inOwnFolder(async (env) => {
    const { registry: port } = portsOf(env);
    using _foreigner = Deno.listen({ hostname: "127.0.0.1", port });
    assert.equal((await statusOf(env)).find(({ server }) => server === "registry")?.state, "foreign");
    const { code, out, err } = await task(env, "up");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(
      err,
      new RegExp(`^error Schema Registry needs port ${port}, .*TINDAHAN_PORT=\\d+ \\[PORT_BUSY\\]\n$`),
    );
    assert.equal((await runningServers(dataFolderOf(env))).size, 0);
  }));

Deno.test("of two that start at the same time, one is told to wait", () =>
  inOwnFolder(async (env) => {
    const attempts = await Promise.allSettled([start(env, "postgres"), start(env, "postgres")]);
    const failed = attempts.filter((attempt) => attempt.status === "rejected");
    assert.deepEqual(failed.map(({ reason }) => reason.code), ["BAD_CALL"]);
    for (const attempt of attempts) if (attempt.status === "fulfilled") await attempt.value.stop();
    await assertNothingLeft(env);
  }));

Deno.test("a server that cannot start says why and where its log is, and takes the others down with it", () =>
  inOwnFolder(async (env) => {
    await (await start(env, "postgres")).stop();
    const data = dataFolderOf(env);
    await Deno.writeTextFile(`${data.of("postgres")}/data/PG_VERSION`, "9\n");
    await assert.rejects(
      start(env, "registry", "postgres"),
      (error: Error & { code?: string; remedy?: string }) => {
        assert.equal(error.code, "UNHEALTHY");
        assert.match(error.message, /^PostgreSQL ended with exit code 1: .*FATAL/);
        assert.ok(error.remedy?.includes(data.log("postgres")));
        return true;
      },
    );
    await assertNothingLeft(env);
  }));

Deno.test("a server that the environment names is used and nothing is started", () =>
  inOwnFolder(async (env) => {
    env.set("KAFKA_BROKERS", "broker.example:9092").set("DATABASE_URL", "postgres://a:b@db.example/c");
    const stack = await start(env, "kafka", "postgres");
    assert.deepEqual([stack.started, stack.environment], [[], {
      KAFKA_BROKERS: "broker.example:9092",
      DATABASE_URL: "postgres://a:b@db.example:5432/c",
    }]);
    await stack.stop();
  }));

Deno.test("PostgreSQL runs below a folder that other accounts cannot enter, as root or not", () =>
  inOwnFolder(async (env) => {
    const stack = await start(env, "postgres");
    const address = stack.environment["DATABASE_URL"];
    assert.equal(URL.parse(address ?? "")?.password, await databasePassword(dataFolderOf(env)));
    const [folder] = await query(address, "SELECT current_setting('data_directory')");
    assert.ok(typeof folder === "string");
    const isInside = folder.startsWith(dataFolderOf(env).path);
    assert.equal(isInside, Deno.uid() !== 0, folder);
    await stack.stop();
    await wipeData(env);
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound, "wipe removes it wherever it is");
  }, 0o700));
