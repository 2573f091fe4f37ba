/** What a new world may ask of the registry that an old one has used. */
import assert from "node:assert/strict";
import { deleteSubjects } from "../../kafka/registry.ts";
import { TindahanError } from "../../orders/errors.ts";
import { registry, registryServer, uniqueName } from "./exactly_once_harness.ts";

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
