import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { parseProperties, settingsOf } from "./client_properties.ts";
import { kafkaAddress } from "./kafka_address.ts";
import { registryAddress } from "./http_addresses.ts";

const CLOUD = `# Required connection configs for Kafka producer, consumer, and admin
bootstrap.servers=pkc-12345.ap-southeast-1.aws.confluent.cloud:9092
security.protocol=SASL_SSL
sasl.mechanisms=PLAIN
sasl.username=KEY
sasl.password=se=cr:et/+
session.timeout.ms=45000

# Required connection configs for Confluent Cloud Schema Registry
schema.registry.url=https://psrc-1.ap-southeast-1.aws.confluent.cloud
basic.auth.credentials.source=USER_INFO
basic.auth.user.info=SRKEY:sr:secret
`;
const BROKER = "bootstrap.servers=b:9092\n";

function given(text: string) {
  const settings: Readonly<Record<string, string>> = settingsOf(parseProperties(text), "client.properties");
  return { get: (name: string) => settings[name] };
}
const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof TindahanError && error.code === "BAD_CALL" && pattern.test(error.message);

Deno.test("settingsOf() understands the file that Confluent Cloud hands out", () => {
  const env = given(CLOUD);
  assert.deepEqual(kafkaAddress(env), {
    brokers: ["pkc-12345.ap-southeast-1.aws.confluent.cloud:9092"],
    ssl: true,
    sasl: { mechanism: "plain", username: "KEY", password: "se=cr:et/+" },
  });
  assert.deepEqual(registryAddress(env), {
    url: "https://psrc-1.ap-southeast-1.aws.confluent.cloud",
    username: "SRKEY",
    password: "sr:secret",
  });
});

Deno.test("settingsOf() takes endpoints as Confluent's CLI prints them, with the protocol in front", () => {
  for (const protocol of ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]) {
    const env = given(`bootstrap.servers=${protocol}://a:9092, ${protocol.toLowerCase()}://b:9092
security.protocol=${protocol}
sasl.mechanism=PLAIN
sasl.username=u
sasl.password=p
`);
    assert.deepEqual(kafkaAddress(env)?.brokers, ["a:9092", "b:9092"], protocol);
  }
});

Deno.test("settingsOf() names the file where an address cannot be used, for the user set no variable", () => {
  const cases: [string, RegExp][] = [
    ["bootstrap.servers=a:9092,b\n", /^client\.properties .*'b' in bootstrap\.servers/],
    ["bootstrap.servers=https://a:9092\n", /^client\.properties .*'https:\/\/a:9092'/],
    ["bootstrap.servers=,\n", /^client\.properties .*bootstrap\.servers/],
    [
      `${BROKER}schema.registry.url=psrc-1.confluent.cloud\n`,
      /^client\.properties .*'psrc-1\.confluent\.cloud'/,
    ],
    ["bootstrap.servers=SASL_SSL://a:9092\n", /^client\.properties .*'SASL_SSL:\/\/a:9092'.*PLAINTEXT/],
  ];
  for (const [text, message] of cases) assert.throws(() => given(text), refused(message), text);
});

Deno.test("settingsOf() understands Java's login line and truststore", () => {
  const env = given(`${BROKER}security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
    username="shop" password="a\\\\"b";
ssl.truststore.location=/etc/ca.pem
ssl.truststore.type=PEM
`);
  assert.deepEqual(kafkaAddress(env), {
    brokers: ["b:9092"],
    ssl: true,
    caFile: "/etc/ca.pem",
    sasl: { mechanism: "scram-sha-512", username: "shop", password: 'a"b' },
  });
});

Deno.test("settingsOf() takes the registry's authority from the file, and unsets the environment's with its registry", () => {
  const registry = `${BROKER}schema.registry.url=https://r\n`;
  for (
    const ca of ["ca.location=/r.pem", "truststore.location=/r.pem\nschema.registry.ssl.truststore.type=PEM"]
  ) {
    const env = given(`${registry}schema.registry.ssl.${ca}\n`);
    assert.deepEqual(registryAddress(env), { url: "https://r", caFile: "/r.pem" });
  }
  assert.equal(given(registry).get("SCHEMA_REGISTRY_SSL_CA"), "");
});

Deno.test("settingsOf() unsets what the file does not give, so that no other user logs in to its brokers", () => {
  const env = given(BROKER);
  assert.equal(env.get("KAFKA_SASL_USERNAME"), "");
  assert.deepEqual(kafkaAddress(env), { brokers: ["b:9092"], ssl: false });
  assert.equal(env.get("SCHEMA_REGISTRY_URL"), undefined, "a registry of the environment still counts");
});

Deno.test("settingsOf() refuses what it cannot follow, and keeps passwords to itself", () => {
  const cases: [string, RegExp][] = [
    ["security.protocol=SSL\n", /bootstrap\.servers/],
    [`${BROKER}security.protocol=TLS\n`, /'TLS'/],
    [`${BROKER}security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\n`, /'OAUTHBEARER'/],
    [`${BROKER}security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n`, /sasl\.username/],
    [`${BROKER}ssl.keystore.location=/k.jks\n`, /ssl\.keystore\.location/],
    [`${BROKER}security.protocol=SSL\nssl.truststore.location=/t.jks\n`, /\/t\.jks.*PEM/],
    [`${BROKER}schema.registry.url=http://r\nbasic.auth.user.info=nocolon\n`, /basic\.auth\.user\.info/],
    [`${BROKER}schema.registry.ssl.keystore.location=/k.jks\n`, /schema\.registry\.ssl\.keystore/],
    [`${BROKER}bearer.auth.credentials.source=OAUTHBEARER\n`, /bearer\.auth/],
    [`${BROKER}schema.registry.url=http://r\nbasic.auth.credentials.source=SASL_INHERIT\n`, /'SASL_INHERIT'/],
  ];
  for (const [text, message] of cases) assert.throws(() => given(text), refused(message), text);
});

Deno.test("settingsOf() takes the registry's user from its address where basic.auth.user.info names none", () => {
  const address = "schema.registry.url=https://key:s%2Fcret@r\n";
  for (const source of ["", "basic.auth.credentials.source=URL\nbasic.auth.user.info=other:one\n"]) {
    const expected = { url: "https://r", username: "key", password: "s/cret" };
    assert.deepEqual(registryAddress(given(BROKER + address + source)), expected);
  }
  const env = given(`${BROKER}${address}basic.auth.user.info=other:one\n`);
  assert.deepEqual(registryAddress(env), { url: "https://r", username: "other", password: "one" });
});

Deno.test("settingsOf() tells no password of an address that it refuses", () => {
  const cases: [string, RegExp][] = [
    ["bootstrap.servers=https://key:hush@a:9092\n", /'https:\/\/key@a:9092'/],
    ["bootstrap.servers=SASL_SSL://key:hush@a:9092\n", /'SASL_SSL:\/\/key@a:9092'/],
    [`${BROKER}schema.registry.url=key:hush@r\n`, /'key@r'/],
    [`${BROKER}schema.registry.url=https://key:hu/sh@r\n`, /'https:\/\/key@r'/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => given(text), (error) => refused(message)(error) && !/hu\/?sh/.test(String(error)));
  }
});

Deno.test("parseProperties() reads separators, comments, continuations and escapes as Java does", () => {
  const text = "a=1\nb : 2\nc 3\n! no\n  # no\nd = x\\\n    y\ne=\\u00f1\\n\ng=a=b:c\r\na=4 \n";
  assert.deepEqual(Object.fromEntries(parseProperties(text)), {
    a: "4",
    b: "2",
    c: "3",
    d: "xy",
    e: "ñ",
    g: "a=b:c",
  });
});
