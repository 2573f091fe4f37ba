import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { databaseAddress } from "./database_address.ts";
import { connectAddress, ksqldbAddress, registryAddress } from "./http_addresses.ts";
import { kafkaAddress } from "./kafka_address.ts";
import { dataFolder, portBase, PROJECT_FOLDER } from "./settings.ts";

const env = (values: Record<string, string>) => ({ get: (name: string) => values[name] });
const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof TindahanError && error.code === "BAD_CALL" && pattern.test(error.message);

Deno.test("kafkaAddress() is undefined when the environment names no broker, or an empty one", () => {
  assert.equal(kafkaAddress(env({})), undefined);
  assert.equal(kafkaAddress(env({ KAFKA_BROKERS: " " })), undefined);
});

Deno.test("kafkaAddress() splits brokers and takes SASL over TLS", () => {
  assert.deepEqual(
    kafkaAddress(env({
      KAFKA_BROKERS: "a:9092, b:9093",
      KAFKA_SSL: "true",
      KAFKA_SASL_USERNAME: "shop",
      KAFKA_SASL_PASSWORD: "secret",
      KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    })),
    {
      brokers: ["a:9092", "b:9093"],
      ssl: true,
      sasl: { mechanism: "scram-sha-512", username: "shop", password: "secret" },
    },
  );
});

Deno.test("kafkaAddress() names the broker that has no port", () => {
  assert.throws(() => kafkaAddress(env({ KAFKA_BROKERS: "a:9092,b" })), refused(/'b'/));
});

Deno.test("kafkaAddress() refuses an unknown mechanism and a flag that is neither true nor false", () => {
  const brokers = { KAFKA_BROKERS: "a:1", KAFKA_SASL_USERNAME: "u" };
  assert.throws(() => kafkaAddress(env({ ...brokers, KAFKA_SASL_MECHANISM: "gssapi" })), refused(/gssapi/));
  assert.throws(() => kafkaAddress(env({ ...brokers, KAFKA_SSL: "yes" })), refused(/'yes'/));
});

Deno.test("registryAddress() and connectAddress() drop the slash at the end and refuse what is no http address", () => {
  assert.deepEqual(registryAddress(env({ SCHEMA_REGISTRY_URL: "http://h:1/x/" })), { url: "http://h:1/x" });
  assert.throws(() => connectAddress(env({ CONNECT_URL: "h:8083" })), refused(/'h:8083'/));
});

Deno.test("registryAddress() says that an address may be encrypted", () => {
  assert.throws(
    () => registryAddress(env({ SCHEMA_REGISTRY_URL: "psrc-1.confluent.cloud" })),
    (error) => refused(/psrc-1/)(error) && /https.*host:port/.test((error as TindahanError).remedy),
  );
});

const KINDS = [
  ["SCHEMA_REGISTRY", registryAddress],
  ["CONNECT", connectAddress],
  ["KSQLDB", ksqldbAddress],
] as const;

Deno.test("the user of every server is taken out of its address, unless a setting names another one", () => {
  for (const [server, addressOf] of KINDS) {
    const url = { [`${server}_URL`]: "https://key:s%40cret@h/base?tenant=x" };
    const taken = { url: "https://h/base?tenant=x", username: "key", password: "s@cret" };
    assert.deepEqual(addressOf(env(url)), taken);
    const named = { ...url, [`${server}_USERNAME`]: "maria", [`${server}_PASSWORD`]: "own" };
    assert.deepEqual(addressOf(env(named)), { url: taken.url, username: "maria", password: "own" });
    const nameless = { ...named, [`${server}_USERNAME`]: "", [`${server}_URL`]: "https://key@h" };
    assert.deepEqual(addressOf(env(nameless)), { url: "https://h", username: "key", password: "own" });
  }
  const worker = { CONNECT_URL: "http://c", CONNECT_SCHEMA_REGISTRY_URL: "http://key:hush@r" };
  const registry = { url: "http://r", username: "key", password: "hush" };
  assert.deepEqual(connectAddress(env(worker)), { url: "http://c", registry });
});

Deno.test("an address that cannot be used is told without its password", () => {
  const cases: [string, () => unknown][] = [
    ...KINDS.flatMap(([server, addressOf]) =>
      ["htp://key:hush@h", "key:hush@h", "http://key:1/hush@h", "http://key:hush@h:port"].map((text) =>
        [text, () => addressOf(env({ [`${server}_URL`]: text }))] as [string, () => unknown]
      )
    ),
    ["in a list", () => kafkaAddress(env({ KAFKA_BROKERS: "a:1,SASL_SSL://key:hush@h:9092" }))],
    ["without protocol", () => kafkaAddress(env({ KAFKA_BROKERS: "key:hush@h:9092" }))],
    ["database", () => databaseAddress(env({ DATABASE_URL: "postgres//key:hush@h:port/d" }))],
  ];
  for (const [text, read] of cases) {
    assert.throws(read, (error) => refused(/KAFKA|_URL/)(error) && !String(error).includes("hush"), text);
  }
});

Deno.test("connectAddress() tells how the worker reaches the other servers, where that is named", () => {
  const named = env({
    CONNECT_URL: "http://127.0.0.1:8083",
    CONNECT_DATABASE_URL: "postgres://u:p@postgres:5432/d",
    CONNECT_SCHEMA_REGISTRY_URL: "http://schema-registry:8081/",
  });
  assert.deepEqual(connectAddress(named), {
    url: "http://127.0.0.1:8083",
    databaseUrl: "postgres://u:p@postgres:5432/d",
    registry: { url: "http://schema-registry:8081" },
  });
});

Deno.test("portBase() is 29090 unless moved, and refuses what leaves no room for ten ports", () => {
  assert.equal(portBase(env({})), 29090);
  assert.equal(portBase(env({ TINDAHAN_PORT: "31000" })), 31000);
  assert.throws(() => portBase(env({ TINDAHAN_PORT: "65530" })), refused(/65530/));
});

Deno.test("dataFolder() takes its setting for a path, whatever characters it has", () => {
  const folder = (text: string) => dataFolder(env({ TINDAHAN_DATA: text }));
  for (
    const name of ["#1", "?x", "50%20off", "my data", "señor", "a;b", "$HOME", "file:x", " padded "]
  ) {
    assert.equal(folder(`/w/${name}/data/`), `/w/${name}/data`);
    assert.equal(folder(name), `${PROJECT_FOLDER}/${name}`);
  }
  assert.equal(dataFolder(env({})), `${PROJECT_FOLDER}/.local/data`);
  assert.equal(dataFolder(env({ TINDAHAN_DATA: "  " })), `${PROJECT_FOLDER}/.local/data`);
});

Deno.test("dataFolder() refuses what no server can use, and shows it in one line", () => {
  assert.throws(() => dataFolder(env({ TINDAHAN_DATA: "/a\nb" })), refused(/^TINDAHAN_DATA is "\/a\\nb"/));
  assert.throws(() => dataFolder(env({ TINDAHAN_DATA: "/a\\b" })), refused(/'\/a\\b', with a backslash/));
});
