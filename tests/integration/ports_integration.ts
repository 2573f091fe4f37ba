/** Probes of ports, against real ones. */
import assert from "node:assert/strict";
import { isFree, listens } from "../../lib/processes/ports.ts";
import { freePortBase } from "./free_ports.ts";

Deno.test("listens() tells a program that listens from a port where nobody does", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  assert.equal(await listens(port), true);
  listener.close();
  assert.equal(await listens(port), false);
});

Deno.test("listens() does not take itself for a program, and leaves the port free at once", async () => {
  const port = freePortBase();
  assert.equal(await listens(port, port), false);
  assert.equal(isFree(port), true);
});
