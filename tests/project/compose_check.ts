/** What can be held true of stack/compose.yaml without Docker. Needs to read the project's files. */
import assert from "node:assert/strict";

const read = (path: string) => Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url));
const compose = read("stack/compose.yaml");
const services = new Map(
  compose.slice(compose.indexOf("\nservices:\n"), compose.indexOf("\nvolumes:\n"))
    .split(/\n(?= {2}[a-z-]+:\n)/).slice(1)
    .map((text) => [/^ {2}([a-z-]+):/.exec(text)![1]!, text]),
);
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

Deno.test("compose.yaml brings every server, each with a health check", () => {
  assert.deepEqual([...services.keys()], [
    "kafka",
    "schema-registry",
    "ksqldb",
    "connect",
    "postgres",
    "superset",
  ]);
  for (const [name, text] of services) assert.match(text, /\n {4}healthcheck:\n {6}<<: \*health\n/, name);
});

Deno.test("compose.yaml and its Dockerfiles name an exact version of every image, as docs/docker.md does", () => {
  const bases = ["stack/connect.Dockerfile", "stack/superset.Dockerfile"].map(read).join("\n");
  const images = [...all(compose, /^ {4}image: (.+)$/gm), ...all(bases, /^(?:FROM |COPY --from=)(\S+)/gm)];
  assert.equal(images.length, 7);
  assert.deepEqual(images.filter((image) => !/:\d+\.[\w.]+$/.test(image)), []);
  const told = all(read("docs/docker.md"), /^\| .+\| (?:built: )?`(\S+:\S+)`.*\|$/gm);
  assert.equal(told.length, services.size);
  assert.deepEqual(told.filter((image) => !images.includes(image)), []);
});

Deno.test("compose.yaml names no image that it builds, which Docker would first look for under that name elsewhere", () => {
  for (const [name, text] of services) {
    assert.equal(all(text, /^ {4}(image|build):/gm).length, 1, name);
  }
});

Deno.test("compose_secrets.sh draws every secret that compose.yaml asks for, and git passes over them", () => {
  const [, names] = /^for name in (.+); do$/m.exec(read("stack/compose_secrets.sh"))!;
  assert.deepEqual(new Set(names!.split(" ")), new Set(all(compose, /\$\{(\w+):\?/g)));
  assert.match(read(".gitignore"), /^\/stack\/\.env$/m);
});

Deno.test("compose.yaml publishes its ports on loopback only, one each, as compose.env names them", () => {
  const ports = all(compose, /^ {6}- (\S+:\d+:\d+)$/gm);
  assert.equal(ports.length, services.size);
  assert.deepEqual(ports.filter((port) => !port.startsWith("127.0.0.1:")), []);
  const published = new Set(ports.map((port) => port.split(":")[1]));
  const named = all(read("stack/compose.env"), /127\.0\.0\.1:(\d+)/g);
  assert.equal(named.length, 5);
  assert.deepEqual(named.filter((port) => !published.has(port)), []);
});

Deno.test("compose.yaml has ksqlDB write its processing log into the topic that its stream reads", () => {
  const setting = (name: string) =>
    new RegExp(`^ {6}${name}: "?([^"\n]+)"?$`, "m").exec(services.get("ksqldb")!)?.[1];
  // Without a list of brokers the image logs to no topic at all.
  assert.equal(setting("KSQL_LOG4J_PROCESSING_LOG_BROKERLIST"), setting("KSQL_BOOTSTRAP_SERVERS"));
  const topic = setting("KSQL_LOG4J_PROCESSING_LOG_TOPIC");
  assert.ok(topic);
  assert.equal(setting("KSQL_KSQL_LOGGING_PROCESSING_TOPIC_NAME"), topic);
  // Another name would leave the stream of a server that is there over the topic of the old one.
  assert.equal(topic, `${setting("KSQL_KSQL_SERVICE_ID")}ksql_processing_log`);
  for (const what of ["TOPIC", "STREAM"]) {
    assert.equal(setting(`KSQL_KSQL_LOGGING_PROCESSING_${what}_AUTO_CREATE`), "true");
  }
});

Deno.test("compose.yaml waits for health, and takes secrets from the environment alone", () => {
  assert.equal(all(compose, /(depends_on:)/g).length, 4);
  const waits = all(compose, /^ {6}[a-z-]+: \{ condition: (\w+) \}$/gm);
  assert.deepEqual(new Set(waits), new Set(["service_healthy"]));
  for (const secret of all(compose, /^ {6}\w*(?:PASSWORD|SECRET)\w*: (.+)$/gm)) {
    assert.match(secret, /^\$\{\w+:\?/);
  }
});
