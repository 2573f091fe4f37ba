/** What a new world may ask of the registry that an old one has used. */
import assert from "node:assert/strict";
import { deleteSubjects, schemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { TindahanError } from "../../orders/errors.ts";
import { registry, registryServer, startScript, uniqueName } from "./exactly_once_harness.ts";

const record = (type: string) => ({ type: "record", name: "Row", fields: [{ name: "id", type }] });

Deno.test("deleteSubjects() makes room for a schema that the registry refused beside the old one", async () => {
  const subject = uniqueName("registry-test");
  await registry.setCompatibility(subject, "BACKWARD");
  await registry.register(subject, "AVRO", record("string"));
  const refused = (error: unknown) => error instanceof TindahanError && error.code === "BAD_DATA";
  await assert.rejects(registry.register(subject, "AVRO", record("long")), refused);

  await deleteSubjects(registryServer, [subject]);

  const id = await registry.register(subject, "AVRO", record("long"));
  assert.deepEqual((await registry.schemaById(id))?.subjects, [subject]);
  await deleteSubjects(registryServer, [subject]);
});

Deno.test("deleteSubjects() passes over a subject that is not there", async () => {
  await deleteSubjects(registryServer, [uniqueName("registry-test")]);
});

const WHOLE = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\n";

/** A registry that registers everything under id 7, once it has cut so many answers off in the middle. */
function cuttingRegistry(cuts: number): { readonly url: string; readonly asked: () => number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let asked = 0;
  (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      const body = asked++ < cuts ? '{"id"' : '{"id":7}';
      await connection.write(new TextEncoder().encode(WHOLE + body));
      connection.close();
    }
  })();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    [Symbol.dispose]: () => listener.close(),
  };
}

Deno.test("a registry whose answer is cut off in the middle is asked again", async () => {
  using server = cuttingRegistry(2);
  assert.equal(await schemaRegistry({ url: server.url }).register("orders-value", "AVRO", record("long")), 7);
  assert.ok(server.asked() >= 3);
});

Deno.test("a registry that cuts off every answer does not answer: UNREACHABLE", async () => {
  using server = cuttingRegistry(Infinity);
  await assert.rejects(
    deleteSubjects({ url: server.url }, ["orders-value"]),
    (error) => error instanceof TindahanError && error.code === "UNREACHABLE",
  );
});

Deno.test("Ctrl-C ends a shop that waits for a registry without an answer, and that is no failure", async () => {
  const asked = Promise.withResolvers<void>(), stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} };
  const silent = Deno.serve(options, () => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  const environment = { SCHEMA_REGISTRY_URL: `http://127.0.0.1:${silent.addr.port}` };
  try {
    await using shop = startScript("tasks/generate.ts", ["--to", "kafka", "--orders", "10"], environment);
    await asked.promise;
    shop.signal("SIGINT");
    const { code, said } = await shop.ended();
    assert.equal(code, 0, said);
  } finally {
    stop.abort();
  }
});
