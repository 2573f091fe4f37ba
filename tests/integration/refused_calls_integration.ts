/** Calls that cannot be: each is refused in one line, with exit code 2, before anything is started or written. */
import assert from "node:assert/strict";
import { freePortBase } from "./free_ports.ts";
import { runTask } from "./pipeline_process.ts";

/** Empty is unset: the servers of the test run are not to be found. */
const NO_SERVERS = Object.fromEntries(
  ["KAFKA_BROKERS", "SCHEMA_REGISTRY_URL", "CONNECT_URL", "DATABASE_URL", "PGHOST", "KSQLDB_URL"]
    .map((name) => [name, ""]),
);

type Case = readonly [line: string, env: Readonly<Record<string, string>>, message: RegExp];

const CASES: readonly Case[] = [
  ["stack upp", {}, /unknown command 'upp' \(Did you mean up\?\)/],
  ["superset chek", {}, /unknown command 'chek' \(Did you mean check\?\)/],
  ["superset import", {}, /no Superset is named/],
  ["superset import --ulr http://h:1", {}, /'--ulr' \(Did you mean --url\?\)/],
  ["pipeline --lve-rate 3", {}, /'--lve-rate' \(Did you mean --live-rate\?\)/],
  ["pipeline --sink conect", {}, /'conect'.*\(Did you mean connect\?\)/],
  ["sink --to dirct", {}, /'dirct'.*\(Did you mean direct\?\)/],
  ["pipeline --now 2020-01-01", {}, /--now 2020-01-01T00:00:00 is before --from/],
  ["generate --to kafka --now 2020-01-01", {}, /--now 2020-01-01T00:00:00 is before --from/],
  ["pipeline --instances 0", {}, /'0'/],
  ["pipeline --config no-such-file", {}, /no-such-file cannot be read/],
  ["export --config no-such-file", {}, /no-such-file cannot be read/],
  ["pipeline", { KSQLDB_URL: "ksqldb:8088" }, /KSQLDB_URL is 'ksqldb:8088'/],
  ["pipeline --sink direct --fresh", { CONNECT_URL: "connect:8083" }, /CONNECT_URL is 'connect:8083'/],
  ["pipeline", { TINDAHAN_PORT: "many" }, /TINDAHAN_PORT is 'many'/],
  [
    "pipeline",
    { KAFKA_BROKERS: "127.0.0.1:1", KAFKA_SSL: "true", KAFKA_SSL_CA: "/no/such.pem" },
    /\/no\/such\.pem cannot be read: there is no such file/,
  ],
  ["export", { KAFKA_BROKERS: "127.0.0.1:1", KAFKA_SSL: "maybe" }, /KAFKA_SSL is 'maybe'/],
  ["reconcile", { SCHEMA_REGISTRY_URL: "registry" }, /SCHEMA_REGISTRY_URL is 'registry'/],
  ["export --out tests", {}, /tests holds files that are not of an export/],
  ["superset import --url h:1", {}, /--url is .h:1./],
  ["test no-such-part", {}, /no integration test has 'no-such-part'/],
  ["bench no-such-part", {}, /no benchmark has 'no-such-part'/],
];

for (const [line, env, message] of CASES) {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value} `).join("");
  Deno.test(`'${settings}deno task ${line}' is refused in one line before anything is started`, async () => {
    const data = await Deno.makeTempDir({ prefix: "tindahan-refused-" });
    try {
      const [task, ...args] = line.split(" ");
      const { code, printed } = await runTask(task!, args, {
        ...NO_SERVERS,
        TINDAHAN_DATA: data,
        TINDAHAN_PORT: String(freePortBase()),
        ...env,
      });
      assert.match(printed, /^error .*\[BAD_CALL\]\n$/, "one line");
      assert.match(printed, message);
      assert.equal(code, 2);
    } finally {
      await Deno.remove(data, { recursive: true });
    }
  });
}
