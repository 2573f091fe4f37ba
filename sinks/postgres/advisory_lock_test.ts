import assert from "node:assert/strict";
import { type Client, DatabaseError } from "pg";
import { withAdvisoryLock } from "./advisory_lock.ts";

/** A server that fails a statement with SQLSTATE's codes, one each time, and a list of what it was told. */
function failing(statement: string, codes: string[]): { client: Client; said: string[] } {
  const said: string[] = [];
  const query = (text: string) => {
    said.push(text);
    const code = text === statement ? codes.shift() : undefined;
    if (code === undefined) return Promise.resolve({ command: text.split(" ")[0], rowCount: 1 });
    return Promise.reject(Object.assign(new DatabaseError(code, 0, "error"), { code }));
  };
  return { client: { query } as unknown as Client, said };
}

const beginnings = (said: readonly string[]) => said.filter((text) => text === "BEGIN").length;

Deno.test("withAdvisoryLock() begins the whole transaction again when it lost a deadlock or a conflict", async () => {
  const { client, said } = failing("UPDATE b", ["40P01", "40001"]);
  const result = await withAdvisoryLock(client, async () => {
    await client.query("DELETE a");
    return await client.query("UPDATE b");
  });
  assert.equal(result.command, "UPDATE");
  const lock = "SELECT pg_advisory_xact_lock($1, hashtext(pg_catalog.current_setting('tindahan.schema')))";
  const tried = ["BEGIN", lock, "DELETE a", "UPDATE b"];
  assert.deepEqual(said, [...tried, "ROLLBACK", ...tried, "ROLLBACK", ...tried, "COMMIT"]);
});

Deno.test("withAdvisoryLock() gives up on what trying again does not mend, and on deadlocks without end", async () => {
  const broken = failing("UPDATE b", ["23502"]);
  await assert.rejects(withAdvisoryLock(broken.client, () => broken.client.query("UPDATE b")), {
    code: "23502",
  });
  assert.equal(beginnings(broken.said), 1);
  const stuck = failing("UPDATE b", Array(99).fill("40P01"));
  await assert.rejects(withAdvisoryLock(stuck.client, () => stuck.client.query("UPDATE b")), {
    code: "40P01",
  });
  assert.equal(beginnings(stuck.said), 10);
});
