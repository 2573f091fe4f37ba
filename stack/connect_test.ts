import assert from "node:assert/strict";
import { accessProperties } from "./connect.ts";

Deno.test("accessProperties() adds nothing for a broker that asks for nothing", () => {
  assert.deepEqual(accessProperties({ brokers: ["127.0.0.1:29090"], ssl: false }), {});
});

Deno.test("accessProperties() names the certificates that vouch for the broker", () => {
  const properties = accessProperties({ brokers: ["b:9092"], ssl: true, caFile: "/etc/ca.pem" });
  assert.equal(properties["security.protocol"], "SSL");
  assert.equal(properties["producer.ssl.truststore.type"], "PEM");
  assert.equal(properties["producer.ssl.truststore.location"], "/etc/ca.pem");
});

Deno.test("accessProperties() gives the worker and its connectors' clients the same login", () => {
  const sasl = { mechanism: "plain", username: "key", password: 'se"cr\\et' } as const;
  const properties = accessProperties({ brokers: ["cloud:9092"], ssl: true, sasl });
  for (const client of ["", "producer.", "consumer.", "admin."]) {
    assert.equal(properties[`${client}security.protocol`], "SASL_SSL");
    assert.equal(properties[`${client}sasl.mechanism`], "PLAIN");
    assert.equal(
      properties[`${client}sasl.jaas.config`],
      "org.apache.kafka.common.security.plain.PlainLoginModule required " +
        'username="key" password="se\\"cr\\\\et";',
    );
  }
});
