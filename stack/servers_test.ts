import assert from "node:assert/strict";
import { localAddress, portsOf, portsOfServer, remoteAddress, SERVERS } from "./servers.ts";

const environment = (values: Record<string, string>) => ({ get: (name: string) => values[name] });

Deno.test("portsOf() gives every server ports of its own, from the base on", () => {
  const ports = portsOf(environment({ TINDAHAN_PORT: "31000" }));
  const all = SERVERS.flatMap((server) => portsOfServer(server, ports));
  assert.deepEqual(all.toSorted(), [31000, 31001, 31002, 31003, 31004]);
});

Deno.test("localAddress() points to loopback", () => {
  const ports = portsOf(environment({}));
  for (const server of SERVERS) {
    assert.match(localAddress(server, ports, "secret"), /(^|[/@])127\.0\.0\.1:29\d{3}/);
  }
});

Deno.test("remoteAddress() is what the environment names, and nothing where it names nothing", () => {
  const env = environment({
    KAFKA_BROKERS: "a:1, b:2",
    PGHOST: "db",
    PGUSER: "postgres",
    PGPASSWORD: "secret",
  });
  assert.equal(remoteAddress("kafka", env), "a:1,b:2");
  assert.equal(remoteAddress("postgres", env), "postgres://postgres:secret@db:5432/postgres");
  assert.equal(remoteAddress("registry", env), undefined);
  assert.equal(remoteAddress("connect", env), undefined);
});

Deno.test("remoteAddress() keeps a user that stands in the address, for the services get it from there", () => {
  const url = "http://key:secret@registry/base";
  assert.equal(remoteAddress("registry", environment({ SCHEMA_REGISTRY_URL: url })), url);
  assert.equal(remoteAddress("connect", environment({ CONNECT_URL: url })), url);
});
