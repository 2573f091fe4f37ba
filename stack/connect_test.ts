import assert from "node:assert/strict";
import { accessProperties } from "./connect.ts";

Deno.test("accessProperties() adds nothing for a broker that asks for nothing", () => {
  assert.deepEqual(accessProperties({ brokers: ["127.0.0.1:29090"], ssl: false }), {});
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
