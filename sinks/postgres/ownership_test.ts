import assert from "node:assert/strict";
import { OWN_OBJECTS } from "./objects.ts";
import { columnFault, type Found, strangeness } from "./ownership.ts";

const orders = OWN_OBJECTS.find(({ name }) => name === "order_info")!;
const OURS: Found = {
  name: "order_info",
  kind: "r",
  comment: "Anything. Made by Tindahan.",
  columns: orders.columns,
  hasKey: true,
  table: null,
  owner: "tindahan",
  isOwner: true,
};

Deno.test("strangeness() knows what is ours by the mark, whatever somebody added", () => {
  assert.equal(strangeness(OURS), undefined);
  assert.equal(strangeness({ ...OURS, columns: [...orders.columns, ["note", "text"]] }), undefined);
});

Deno.test("strangeness() takes a table from before the mark for ours by its comment and its exact columns", () => {
  const former = { ...OURS, comment: orders.earlierComments[0]! };
  assert.equal(strangeness(former), undefined);
  const others: Found[] = [
    { ...former, comment: null },
    { ...former, comment: "Orders." },
    { ...former, columns: [...orders.columns, ["note", "text"]] },
    { ...former, columns: [["id", "integer"], ["note", "text"]] },
  ];
  for (const other of others) assert.match(strangeness(other)!, /the table was not made by this project/);
});

Deno.test("strangeness() never takes another kind of object for ours", () => {
  const kinds = {
    v: "view",
    m: "materialized view",
    f: "foreign table",
    p: "partitioned table",
    S: "sequence",
    t: "type",
  };
  for (const [kind, word] of Object.entries(kinds)) {
    assert.equal(strangeness({ ...OURS, kind }), `the ${word} was not made by this project`);
  }
});

Deno.test("strangeness() knows an index by its table", () => {
  const index = { ...OURS, name: "order_info_order_date", kind: "i", comment: null, columns: null };
  assert.equal(strangeness({ ...index, table: "order_info" }), undefined);
  assert.match(strangeness({ ...index, table: "visits" })!, /one on visits, not on order_info/);
});

Deno.test("columnFault() names a column that is gone, or has another type, and a missing key", () => {
  const changed = orders.columns.map(([name, type]) =>
    [name, name === "order_total" ? "double precision" : type] as const
  );
  assert.equal(columnFault(OURS), undefined);
  assert.match(columnFault({ ...OURS, hasKey: false })!, /no primary key/);
  assert.match(columnFault({ ...OURS, columns: orders.columns.slice(1) })!, /no column order_id/);
  assert.match(
    columnFault({ ...OURS, columns: changed })!,
    /order_total is of type double precision, not numeric\(12,2\)/,
  );
});
